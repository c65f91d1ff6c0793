//! Which processor cores a grading may use, so that gradings on one host do not spoil each other's benchmarks.
//!
//! Builds and tests share cores, benchmarks have theirs alone. [`Cores`] hands both out as [`Lease`]s; who waits is
//! served in the order of asking, as `queue` says. It does not know containers: a lease is a list of numbers.
//!
//! Whoever shares cores is to be held to them, like whoever has them alone: it would run on the others' else. It also makes
//! a program see as many processors as were leased, whatever the host has. How many threads of Go run at once is set by
//! GOMAXPROCS everywhere, but a runtime that sees one processor alone waits differently: lease two where there are two.
//!
//! A core is what the kernel schedules on. Where several of them are threads of one physical core, a benchmark gets one of
//! them and keeps the others idle, as far as this process is asked.

mod list;
mod queue;
mod topology;

use std::{
    io,
    sync::{Arc, Mutex, PoisonError},
};

use tokio::sync::oneshot;

use self::queue::{Ask, Queue, Ticket};

/// Leases that a core takes at once, unless it is leased to one alone. With two, one grading computes while another
/// waits for its containers; with more, they take time from each other that counts against their limits.
const SHARERS: usize = 2;

/// The cores of this process, to be leased. One for each process and host: clones hand out the same cores, while two of
/// them know nothing of each other.
#[derive(Clone)]
pub struct Cores {
    inner: Arc<Inner>,
}

struct Inner {
    count: usize,
    queue: Mutex<Queue<oneshot::Sender<Lease>>>,
}

impl Cores {
    /// The cores that this process is allowed to run on, as Linux numbers them, and which of them are threads of one
    /// physical core, as far as it tells.
    ///
    /// # Errors
    /// Where `/proc/self/status` does not tell them.
    pub fn of_this_process() -> io::Result<Self> {
        let status = std::fs::read_to_string("/proc/self/status")?;
        let allowed = list::allowed(&status);
        let allowed = allowed.ok_or_else(|| io::Error::other("expected Cpus_allowed_list in /proc/self/status"))?;
        Ok(Self::of_threads(topology::by_physical_core(&allowed, topology::siblings), SHARERS))
    }

    /// These cores, no two of one physical core, each of which takes two sharers. Without any it hands out leases of none,
    /// at once.
    #[must_use]
    pub fn new(cores: impl IntoIterator<Item = usize>) -> Self {
        Self::with_sharers(cores, SHARERS)
    }

    /// These cores, each of which takes so many sharers, and at least one.
    #[must_use]
    pub fn with_sharers(cores: impl IntoIterator<Item = usize>, sharers: usize) -> Self {
        Self::of_threads(cores.into_iter().map(|core| vec![core]), sharers)
    }

    fn of_threads(physical: impl IntoIterator<Item = Vec<usize>>, sharers: usize) -> Self {
        let queue = Queue::new(physical, sharers);
        Self { inner: Arc::new(Inner { count: queue.count(), queue: Mutex::new(queue) }) }
    }

    /// How many cores there are to lease.
    #[must_use]
    pub fn count(&self) -> usize {
        self.inner.count
    }

    /// Waits for `count` cores that a few others may have leased, too; for all cores if there are fewer. They are those
    /// that the fewest others share.
    ///
    /// Who holds a lease must give it back before it asks for another: two that wait for what the other one holds
    /// would wait for ever.
    pub async fn share(&self, count: usize) -> Lease {
        self.lease(Ask::Share(count)).await
    }

    /// Waits for `count` cores that nobody else has; for all cores if there are fewer. Each is a physical core's only thread
    /// in use, unless there are fewer of those. Meanwhile nobody who came later gets the cores that are waited for.
    ///
    /// As with [`Cores::share`], a lease has to be given back before.
    pub async fn exclusive(&self, count: usize) -> Lease {
        self.lease(Ask::Exclusive(count)).await
    }

    async fn lease(&self, ask: Ask) -> Lease {
        loop {
            let (sender, receiver) = oneshot::channel();
            let ticket = self.inner.with(|queue| queue.ask(ask, sender));
            // Dropped with this future, too: then nobody has to wait for who has gone.
            let _place = Place { inner: &self.inner, ticket };
            // The other end goes with a lease or with the place; there is no third way that asking again would not mend.
            if let Ok(lease) = receiver.await {
                return lease;
            }
        }
    }
}

/// A place in the queue, given up when dropped.
struct Place<'a> {
    inner: &'a Arc<Inner>,
    ticket: Ticket,
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.inner.with(|queue| queue.withdraw(self.ticket));
    }
}

impl Inner {
    /// Changes the queue, then serves whom it can serve now.
    fn with<T>(self: &Arc<Self>, change: impl FnOnce(&mut Queue<oneshot::Sender<Lease>>) -> T) -> T {
        let (result, granted) = {
            let mut queue = self.queue.lock().unwrap_or_else(PoisonError::into_inner);
            (change(&mut queue), queue.grant())
        };
        // Outside of the lock: a lease that nobody takes any more is dropped here, which takes it.
        for grant in granted {
            let lease = Lease { inner: Arc::clone(self), cores: grant.cores, taken: grant.taken, ask: grant.ask };
            drop(grant.waiter.send(lease));
        }
        result
    }
}

/// Cores that were leased. Dropping it gives them back.
pub struct Lease {
    inner: Arc<Inner>,
    cores: Vec<usize>,
    taken: Vec<usize>,
    ask: Ask,
}

impl Lease {
    /// The kernel's numbers of the cores to run on, ascending.
    #[must_use]
    pub fn cores(&self) -> &[usize] {
        &self.cores
    }

    /// The cores in the kernel's list format, such as `0-1` or `2,4`.
    #[must_use]
    pub fn cpuset(&self) -> String {
        list::format(&self.cores)
    }
}

impl std::fmt::Debug for Lease {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Lease({:?} of {:?})", self.ask, self.cores)
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        self.inner.with(|queue| queue.give_back(&self.taken, self.ask));
    }
}

#[cfg(test)]
mod tests;
