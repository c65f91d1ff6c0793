use std::{
    pin::{Pin, pin},
    sync::{
        Arc,
        atomic::{AtomicIsize, Ordering},
    },
};

use futures_util::FutureExt;

use super::{Cores, Lease};

/// What somebody who waits has got, if it is there already.
fn now(waiting: Pin<&mut impl Future<Output = Lease>>) -> Option<Lease> {
    waiting.now_or_never()
}

#[tokio::test]
async fn a_lease_names_its_cores_as_the_kernel_does() {
    let cores = Cores::new([0, 1, 2, 4, 6]);
    assert_eq!(cores.count(), 5);
    let lease = cores.share(4).await;
    assert_eq!((lease.cores(), lease.cpuset().as_str()), ([0, 1, 2, 4].as_slice(), "0-2,4"));
}

#[tokio::test]
async fn a_lease_that_is_dropped_is_the_next_ones() {
    let cores = Cores::new([0, 1]);
    let first = cores.exclusive(2).await;
    let mut second = pin!(cores.exclusive(1));
    assert!(now(second.as_mut()).is_none());
    drop(first);
    assert_eq!(now(second.as_mut()).unwrap().cores(), [0]);
}

#[tokio::test]
async fn who_stops_waiting_holds_nobody_back() {
    let cores = Cores::new([0, 1]);
    let sharer = cores.share(1).await;
    let mut waiting = Box::pin(cores.exclusive(2));
    assert!(now(waiting.as_mut()).is_none());
    let mut late = pin!(cores.share(2));
    assert!(now(late.as_mut()).is_none());
    drop(waiting);
    assert_eq!(now(late.as_mut()).unwrap().cores(), [0, 1]);
    drop(sharer);
}

/// The lease has been sent, and whoever asked for it never looks.
#[tokio::test]
async fn a_lease_that_nobody_takes_is_given_back() {
    let cores = Cores::new([0]);
    let first = cores.exclusive(1).await;
    let mut abandoned = Box::pin(cores.exclusive(1));
    assert!(now(abandoned.as_mut()).is_none());
    drop(first);
    drop(abandoned);
    assert!(cores.exclusive(1).now_or_never().is_some());
}

#[tokio::test]
async fn the_waiting_are_served_in_the_order_of_asking() {
    let cores = Cores::with_sharers([0, 1], 1);
    let all = cores.exclusive(2).await;
    let (served, mut order) = tokio::sync::mpsc::unbounded_channel();
    let mut tasks = Vec::new();
    for number in 0..6 {
        let (cores, served) = (cores.clone(), served.clone());
        tasks.push(tokio::spawn(async move {
            let lease: Lease = if number % 3 == 0 { cores.exclusive(2).await } else { cores.share(2).await };
            served.send(number).unwrap();
            drop(lease);
        }));
        // One runtime thread: the task has asked once this one is polled again.
        tokio::task::yield_now().await;
    }
    drop((all, served));
    let mut seen = Vec::new();
    while let Some(number) = order.recv().await {
        seen.push(number);
    }
    assert_eq!(seen, [0, 1, 2, 3, 4, 5]);
    for task in tasks {
        task.await.unwrap();
    }
}

/// How many use each core: -1 stands for one who has it alone.
struct Used([AtomicIsize; 3]);

impl Used {
    fn enter(&self, lease: &Lease, alone: bool) {
        for core in lease.cores() {
            let before = self.0[*core].fetch_add(if alone { -1 } else { 1 }, Ordering::SeqCst);
            assert!(if alone { before == 0 } else { (0..2).contains(&before) }, "core {core} was used by {before}");
        }
    }

    fn leave(&self, lease: &Lease, alone: bool) {
        for core in lease.cores() {
            self.0[*core].fetch_sub(if alone { -1 } else { 1 }, Ordering::SeqCst);
        }
    }
}

/// Many tasks on several threads, a third of which are aborted at any point.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn cores_are_never_used_by_more_than_they_were_leased_to() {
    let cores = Cores::new(0..3);
    let used = Arc::new(Used(Default::default()));
    let mut tasks = Vec::new();
    for number in 0..300_usize {
        let (cores, used) = (cores.clone(), Arc::clone(&used));
        let task = tokio::spawn(async move {
            let alone = number % 4 == 0;
            let lease = if alone { cores.exclusive(number % 3 + 1).await } else { cores.share(number % 2 + 1).await };
            used.enter(&lease, alone);
            // Without an await in between: who is aborted has left, too.
            std::thread::yield_now();
            used.leave(&lease, alone);
            drop(lease);
            tokio::task::yield_now().await;
        });
        if number % 3 == 0 {
            task.abort();
        }
        tasks.push(task);
    }
    for task in tasks {
        if let Err(join) = task.await {
            assert!(join.is_cancelled(), "{join}");
        }
    }
    assert_eq!(cores.exclusive(3).await.cores(), [0, 1, 2]);
}

#[test]
fn this_process_may_use_some_cores() {
    let cores = Cores::of_this_process().unwrap();
    assert_eq!(cores.count(), std::thread::available_parallelism().unwrap().get());
}
