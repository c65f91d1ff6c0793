package scenario_test

import "your/scenario"

// Nothing else is hidden: another signature does not compile.
var _ func() error = scenario.Run
