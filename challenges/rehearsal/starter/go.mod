module your/hits

go 1.27
