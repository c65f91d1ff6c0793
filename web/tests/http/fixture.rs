//! A challenge of the tests' own, with words in its hidden parts that must never come out.

use std::{fs, path::Path};

/// Occurs in hidden tests, in the reference and nowhere else.
pub(crate) const CANARY: &str = "canary-5f3a9c";

pub(crate) const SLUG: &str = "echo-pool";

/// What the starter holds.
pub(crate) const STARTER: &str =
    "package echo\n\n// Echo is yours to write.\nfunc Echo(s string) string { return \"\" }\n";

const MANIFEST: &str = r#"
schema = 1
slug = "echo-pool"
version = 3
title = "Echo <pool>"
level = "senior"
kind = "package"
summary = "Echoes & pools."
skills = ["pools"]
minutes = 30
reference = "accepted/plain"

[package]
module = "zz/echo"
name = "echo"
editable = ["*.go"]
required = ["echo.go"]
imports = ["sync"]

[grading]
repetitions = 4
gomaxprocs = [1, 2]
test_timeout_ms = 1000
wall_ms = 10000

[[criteria]]
id = "correctness"
title = "Correctness"
weight = 90

[[criteria]]
id = "quality"
title = "Quality"
weight = 10
source = "quality"

[[tests]]
name = "TestEcho"
title = "echoes"
criterion = "correctness"
visibility = "visible"

[[tests]]
name = "TestSecret"
title = "echoes under load"
criterion = "correctness"
visibility = "hidden"
hint = "think of two callers"
"#;

/// Writes the challenge below `root`, under a name.
pub(crate) fn write_as(root: &Path, slug: &str) {
    let file = |path: &str, content: &str| {
        let path = root.join(slug).join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    };
    file("challenge.toml", &MANIFEST.replace("\"echo-pool\"", &format!("\"{slug}\"")));
    file("README.md", "# Echo\n\nWrite `Echo`.\n");
    file("starter/go.mod", "module zz/echo\n\ngo 1.27\n");
    file("starter/echo.go", STARTER);
    file("starter/echo_test.go", "package echo\n\nimport \"testing\"\n\nfunc TestEcho(t *testing.T) {}\n");
    file("hidden/secret_test.go", &format!("package echo\n\n// {CANARY}\nfunc TestSecret(t *testing.T) {{}}\n"));
    file(
        "submissions/accepted/plain/echo.go",
        &format!("package echo\n\n// {CANARY}\nfunc Echo(s string) string {{ return s }}\n"),
    );
}
