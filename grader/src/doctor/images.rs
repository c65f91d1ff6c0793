//! Whether both images are there.

use super::check::Check;
use crate::sandbox::{Images, Sandbox};

/// The checks, and whether the run image is there to be tried.
pub(super) async fn examine<S: Sandbox>(sandbox: &S, images: &Images) -> (Vec<Check>, bool) {
    let mut checks = Vec::new();
    let mut run_is_there = false;
    for (id, title, image) in [("image.build", "Build image", &images.build), ("image.run", "Run image", &images.run)] {
        checks.push(match sandbox.image_digest(image).await {
            Ok(digest) => {
                run_is_there |= id == "image.run";
                Check::ok(id, title, format!("{image} = {digest}"))
            }
            Err(err) => Check::fail(id, title, err.to_string(), "build the images with 'make image'"),
        });
    }
    (checks, run_is_there)
}
