//! `gauntlet doctor`: whether this host can grade, and how to mend it where it cannot.

use std::process::ExitCode;

use clap::Args;
use gauntlet_grader::doctor::{self, CheckStatus};

use super::{Failure, INFRASTRUCTURE, shared::ImageOptions};

#[derive(Debug, Args)]
pub(super) struct DoctorArguments {
    #[command(flatten)]
    images: ImageOptions,
}

#[allow(clippy::print_stdout)]
pub(super) async fn run(arguments: DoctorArguments) -> Result<ExitCode, Failure> {
    let checks = doctor::examine(&arguments.images.images()).await;
    for check in &checks {
        let mark = match check.status {
            CheckStatus::Ok => "ok  ",
            CheckStatus::Warn => "warn",
            CheckStatus::Fail => "FAIL",
        };
        println!("{mark}  {}: {}", check.title, check.found);
        if let Some(mend) = &check.mend {
            println!("      {mend}");
        }
    }
    if doctor::is_fit(&checks) {
        println!("\nThis host can grade.");
        return Ok(ExitCode::SUCCESS);
    }
    let failed = checks.iter().filter(|c| c.status == CheckStatus::Fail).count();
    println!("\n{failed} of {} checks failed: this host must not grade until they are mended.", checks.len());
    Ok(ExitCode::from(INFRASTRUCTURE))
}
