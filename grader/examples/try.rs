use std::{path::Path, sync::Arc};
use gauntlet_grader::{cache::BinaryCache, catalog, intake, pipeline::*, sandbox::*, submission::Submission};
#[tokio::main]
async fn main() {
    let mut args = std::env::args().skip(1);
    let challenge = catalog::load_challenge(Path::new(&args.next().unwrap())).unwrap();
    let sandbox = DockerSandbox::connect().unwrap();
    let grader = Grader::new(sandbox, Images { build: "gauntlet-build:latest".into(), run: "gauntlet-run:latest".into() }, BinaryCache::new("/tmp/wp/cache".into()));
    for path in args {
        let files = intake::from_path(Path::new(&path)).unwrap().files;
        let submission = match Submission::new(&challenge, &files) { Ok(s) => s, Err(e) => { println!("{path} REFUSED {e}"); continue } };
        let started = std::time::Instant::now();
        let r = grader.grade(&challenge, &submission, &GradeOptions::default(), Arc::new(|_| ())).await;
        match r {
            Ok(r) => {
                println!("{path}\n   {} {} | {} | {:?} {:?}", r.verdict, r.score.earned, r.summary, started.elapsed(), r.phases.iter().map(|p| (p.name.clone(), p.wall_ms, p.cpu_ms)).collect::<Vec<_>>());
                for b in &r.benchmarks { println!("   {} ratio {:?} [{:?},{:?}] p {:?} earned {}", b.name, b.ratio, b.ci_low, b.ci_high, b.p_value, b.earned); }
                for t in &r.tests { if t.outcome.as_str() != "passed" { println!("   {} {} {}/{} {}", t.name, t.outcome.as_str(), t.passed, t.expected_runs, t.message.lines().next().unwrap_or("")); } }
                if std::env::var("JSON").is_ok() { println!("{}", serde_json::to_string_pretty(&r).unwrap()); }
            }
            Err(e) => println!("{path}\n   ERROR {e}"),
        }
    }
    grader.sandbox().close().await;
}
