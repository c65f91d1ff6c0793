//! Go's names of functions: whose they are, how they are written short, and what each cost.

use std::collections::{BTreeMap, BTreeSet};

use gauntlet_grader::model::Profile;

/// Whose a function is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::pages) enum Owner {
    Candidate,
    /// The standard library, the harness, and the benchmark itself.
    Library,
    Runtime,
}

impl Owner {
    /// `module` is the candidate's.
    pub(super) fn of(function: &str, module: Option<&str>) -> Self {
        let inside = module.and_then(|m| function.strip_prefix(m));
        match inside {
            // The package's tests are compiled into it.
            Some(rest) if rest.starts_with(".Benchmark") => Self::Library,
            Some(rest) if rest.starts_with(['.', '/']) => Self::Candidate,
            _ if ["runtime.", "runtime/", "internal/runtime/"].iter().any(|p| function.starts_with(p)) => Self::Runtime,
            _ => Self::Library,
        }
    }

    /// A class of the style sheet.
    pub(in crate::pages) fn class(self) -> &'static str {
        match self {
            Self::Candidate => "own",
            Self::Library => "lib",
            Self::Runtime => "run",
        }
    }

    pub(in crate::pages) fn title(self) -> &'static str {
        match self {
            Self::Candidate => "yours",
            Self::Library => "library and benchmark",
            Self::Runtime => "runtime",
        }
    }
}

/// `your/workerpool.(*Pool).Submit` without directories, without the package, and without the type.
pub(super) fn names(function: &str) -> Vec<String> {
    // Type arguments may hold paths of their own.
    let end = function.find(['[', '(']).unwrap_or(function.len());
    let base = function[..end].rfind('/').map_or(function, |slash| &function[slash + 1..]);
    let local = base.split_once('.').map_or(base, |(_, local)| local);
    let method = local.rsplit_once(").").map_or(local, |(_, method)| method);
    let mut names = vec![function, base, local, method];
    names.retain(|n| !n.is_empty());
    names.dedup();
    names.into_iter().map(str::to_owned).collect()
}

/// The package in which one of `benchmarks` is seen to run: the candidate's.
pub(super) fn package_of(profiles: &[Profile], benchmarks: &[&str]) -> Option<String> {
    let functions = profiles.iter().flat_map(|p| &p.stacks).flat_map(|s| &s.functions);
    let package = |f: &String| {
        let (package, name) = f.rsplit_once(".Benchmark")?;
        // Tests may be a package of their own beside it.
        let package = package.strip_suffix("_test").unwrap_or(package);
        benchmarks.iter().any(|b| b.strip_prefix("Benchmark") == Some(name)).then(|| package.to_owned())
    };
    functions.filter_map(package).next()
}

/// What one function cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Cost<'a> {
    pub(super) function: &'a str,
    /// In itself.
    pub(super) flat: u128,
    /// With what it calls.
    pub(super) cumulative: u128,
}

/// The `count` functions that cost most in themselves.
pub(super) fn costliest(profile: &Profile, count: usize) -> Vec<Cost<'_>> {
    let mut costs: BTreeMap<&str, (u128, u128)> = BTreeMap::new();
    for stack in &profile.stacks {
        let value = u128::from(stack.value);
        // A function that calls itself costs once.
        for function in stack.functions.iter().map(String::as_str).collect::<BTreeSet<_>>() {
            costs.entry(function).or_default().1 += value;
        }
        if let Some(last) = stack.functions.last() {
            costs.entry(last).or_default().0 += value;
        }
    }
    let cost = |(function, (flat, cumulative))| Cost { function, flat, cumulative };
    let mut costs: Vec<_> = costs.into_iter().map(cost).filter(|c| c.flat > 0).collect();
    costs.sort_by_key(|c| std::cmp::Reverse((c.flat, c.cumulative)));
    costs.truncate(count);
    costs
}

#[cfg(test)]
mod tests {
    use gauntlet_grader::model::{Profile, ProfileKind, ProfileStack};

    use super::{Cost, Owner, costliest, names, package_of};

    fn profile(stacks: &[(&[&str], u64)]) -> Profile {
        let stack = |(functions, value): &(&[&str], u64)| ProfileStack {
            functions: functions.iter().map(|f| (*f).to_owned()).collect(),
            value: *value,
        };
        Profile { kind: ProfileKind::Cpu, total: 100, stacks: stacks.iter().map(stack).collect() }
    }

    #[test]
    fn owners() {
        let of = |f| Owner::of(f, Some("your/pool"));
        assert_eq!(of("your/pool.(*Pool).Submit"), Owner::Candidate);
        assert_eq!(of("your/pool/internal/ring.Push"), Owner::Candidate);
        assert_eq!(of("your/pool.BenchmarkSubmit.func1"), Owner::Library);
        assert_eq!([of("your/pools.New"), of("your/pool_test.work")], [Owner::Library; 2]);
        assert_eq!([of("runtime.mallocgc"), of("internal/runtime/maps.Get")], [Owner::Runtime; 2]);
        assert_eq!(Owner::of("your/pool.New", None), Owner::Library);
    }

    #[test]
    fn names_get_shorter() {
        assert_eq!(names("a/b.(*T).M"), ["a/b.(*T).M", "b.(*T).M", "(*T).M", "M"]);
        assert_eq!(names("runtime.lock2"), ["runtime.lock2", "lock2"]);
        assert_eq!(names("a/b.Map[go.shape.struct { c/d.T }]")[1], "b.Map[go.shape.struct { c/d.T }]");
        assert_eq!(names("odd"), ["odd"]);
        assert!(names("").is_empty());
    }

    #[test]
    fn recursion_costs_once() {
        let profile = profile(&[(&["main", "walk", "walk"], 30), (&["main", "walk", "leaf"], 20), (&[], 50)]);
        let found = costliest(&profile, 10);
        let cost = |function, flat, cumulative| Cost { function, flat, cumulative };
        assert_eq!(found, [cost("walk", 30, 50), cost("leaf", 20, 20)]);
        assert_eq!(costliest(&profile, 1).len(), 1);
    }

    #[test]
    fn the_package_is_where_a_benchmark_runs() {
        let profiles = [profile(&[(&["testing.(*B).runN", "your/pool.BenchmarkSubmit", "x/y.BenchmarkOther"], 1)])];
        assert_eq!(package_of(&profiles, &["BenchmarkSubmit"]).as_deref(), Some("your/pool"));
        assert_eq!(package_of(&profiles, &["BenchmarkNone"]), None);
        let beside = [profile(&[(&["your/pool_test.BenchmarkSubmit"], 1)])];
        assert_eq!(package_of(&beside, &["BenchmarkSubmit"]).as_deref(), Some("your/pool"));
    }
}
