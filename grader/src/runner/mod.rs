//! The language of the runner image's tools: requests as a tar stream, answers as frames.
//!
//! The other side is runner-image/tools. Nothing here runs a container or judges what an answer means.

mod frame;
mod message;
mod request;

pub use frame::{Frame, FrameDecoder, FrameError, FrameKind};
pub use message::{BuilderMessage, ProcessExit, ProgramExit, StopReason, SupervisorMessage};
pub use request::{BuildRequest, Execution, ExecutionMode, RunRequest, pack};
