use proptest::prelude::*;

use super::{
    Ask::{self, Exclusive, Share},
    Grant, Queue,
};

/// A queue of cores with two sharers each, and what it has granted.
struct Scene {
    queue: Queue<&'static str>,
    held: Vec<Grant<&'static str>>,
}

impl Scene {
    fn new(cores: usize) -> Self {
        Self { queue: Queue::new((0..cores).map(|core| vec![core]), 2), held: Vec::new() }
    }

    /// Two threads to each physical core: 0 and `cores`, 1 and `cores + 1`, and so on.
    fn with_threads(cores: usize) -> Self {
        Self { queue: Queue::new((0..cores).map(|core| vec![core, core + cores]), 2), held: Vec::new() }
    }

    /// Who is served because of this, with their cores.
    fn ask(&mut self, who: &'static str, ask: Ask) -> Vec<(&'static str, Vec<usize>)> {
        self.queue.ask(ask, who);
        self.grant()
    }

    fn give_back(&mut self, who: &str) -> Vec<(&'static str, Vec<usize>)> {
        let place = self.held.iter().position(|grant| grant.waiter == who).unwrap();
        let grant = self.held.swap_remove(place);
        self.queue.give_back(&grant.taken, grant.ask);
        self.grant()
    }

    fn grant(&mut self) -> Vec<(&'static str, Vec<usize>)> {
        let granted = self.queue.grant();
        let said = granted.iter().map(|grant| (grant.waiter, grant.cores.clone())).collect();
        self.held.extend(granted);
        said
    }
}

#[test]
fn sharers_are_spread_over_the_least_used_cores() {
    let mut scene = Scene::new(4);
    assert_eq!(scene.ask("a", Share(1)), [("a", vec![0])]);
    assert_eq!(scene.ask("b", Share(2)), [("b", vec![1, 2])]);
    assert_eq!(scene.ask("c", Share(2)), [("c", vec![0, 3])]);
    assert_eq!(scene.give_back("b"), []);
    assert_eq!(scene.ask("d", Share(3)), [("d", vec![1, 2, 3])]);
}

#[test]
fn a_core_takes_so_many_sharers_and_the_next_one_waits() {
    let mut scene = Scene::new(2);
    assert_eq!(scene.ask("a", Share(2)), [("a", vec![0, 1])]);
    assert_eq!(scene.ask("b", Share(2)), [("b", vec![0, 1])]);
    assert_eq!(scene.ask("c", Share(1)), []);
    assert_eq!(scene.give_back("a"), [("c", vec![0])]);
}

/// Two gradings share a host of two cores; one comes to its benchmarks while a third one arrives.
#[test]
fn on_two_cores_a_benchmark_waits_for_the_sharers_and_holds_back_the_rest() {
    let mut scene = Scene::new(2);
    scene.ask("first", Share(2));
    scene.ask("second", Share(2));
    assert_eq!(scene.give_back("first"), []);
    assert_eq!(scene.ask("bench of the first", Exclusive(2)), []);
    assert_eq!(scene.ask("third", Share(2)), []);
    assert_eq!(scene.give_back("second"), [("bench of the first", vec![0, 1])]);
    assert_eq!(scene.ask("bench of the second", Exclusive(2)), []);
    assert_eq!(scene.give_back("bench of the first"), [("third", vec![0, 1])]);
    assert_eq!(scene.give_back("third"), [("bench of the second", vec![0, 1])]);
}

#[test]
fn who_waits_for_cores_alone_leaves_the_others_to_those_who_come_later() {
    let mut scene = Scene::new(4);
    for who in ["a", "b", "c"] {
        scene.ask(who, Share(2));
    }
    assert_eq!(scene.ask("alone", Exclusive(2)), []);
    assert_eq!(scene.ask("late", Share(1)), []);
    // Each core has one lease now: "alone" waits for 0 and 1.
    assert_eq!(scene.give_back("a"), [("late", vec![2])]);
    assert_eq!(scene.ask("later", Share(1)), [("later", vec![3])]);
    assert_eq!(scene.give_back("c"), [("alone", vec![0, 1])]);
}

#[test]
fn more_cores_than_there_are_means_all_of_them_and_none_means_one() {
    let mut scene = Scene::new(2);
    assert_eq!(scene.ask("alone", Exclusive(9)), [("alone", vec![0, 1])]);
    scene.give_back("alone");
    assert_eq!(scene.ask("sharer", Share(9)), [("sharer", vec![0, 1])]);
    assert_eq!(scene.ask("modest", Share(0)), [("modest", vec![0])]);
}

#[test]
fn who_is_alone_has_one_thread_of_each_core_and_nobody_has_the_other() {
    let mut scene = Scene::with_threads(2);
    assert_eq!(scene.ask("alone", Exclusive(1)), [("alone", vec![0])]);
    assert_eq!(scene.ask("sharer", Share(2)), [("sharer", vec![1, 3])]);
    assert_eq!(scene.ask("too many", Share(3)), []);
    assert_eq!(scene.give_back("alone"), [("too many", vec![0, 1, 2])]);
}

#[test]
fn a_benchmark_waits_for_the_other_threads_of_its_cores_too() {
    let mut scene = Scene::with_threads(2);
    assert_eq!(scene.ask("sharer", Share(3)), [("sharer", vec![0, 1, 2])]);
    assert_eq!(scene.ask("alone", Exclusive(1)), []);
    assert_eq!(scene.give_back("sharer"), [("alone", vec![0])]);
}

#[test]
fn second_threads_are_used_where_there_are_too_few_cores() {
    let mut scene = Scene::with_threads(2);
    assert_eq!(scene.ask("three", Exclusive(3)), [("three", vec![0, 1, 2])]);
    assert_eq!(scene.ask("late", Share(1)), []);
    scene.give_back("three");
    scene.give_back("late");
    assert_eq!(scene.ask("all", Exclusive(9)), [("all", vec![0, 1, 2, 3])]);
}

#[test]
fn who_gave_up_holds_nobody_back() {
    let mut scene = Scene::new(2);
    scene.ask("sharer", Share(1));
    let ticket = scene.queue.ask(Exclusive(2), "gone");
    assert_eq!(scene.ask("late", Share(2)), []);
    scene.queue.withdraw(ticket);
    assert_eq!(scene.grant(), [("late", vec![0, 1])]);
}

#[test]
fn without_cores_nobody_waits() {
    let mut scene = Scene::new(0);
    assert_eq!(scene.ask("a", Exclusive(2)), [("a", vec![])]);
    assert_eq!(scene.give_back("a"), []);
}

#[test]
fn cores_have_the_numbers_that_they_were_given() {
    let mut queue = Queue::new([7, 3, 7, 5].map(|core| vec![core]), 1);
    assert_eq!(queue.count(), 3);
    queue.ask(Exclusive(2), ());
    assert_eq!(queue.grant()[0].cores, [3, 5]);
}

#[derive(Debug, Clone)]
enum Step {
    Ask(Ask),
    /// Which of those that are held, or wait; counted modulo their number.
    GiveBack(usize),
    Withdraw(usize),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let ask = prop_oneof![(0..7_usize).prop_map(Share), (0..7_usize).prop_map(Exclusive)];
    let step = prop_oneof![
        3 => ask.prop_map(Step::Ask),
        3 => any::<usize>().prop_map(Step::GiveBack),
        1 => any::<usize>().prop_map(Step::Withdraw),
    ];
    prop::collection::vec(step, 0..80)
}

/// So many cores, the first ones with a second thread on the last ones.
fn physical(cores: usize, doubled: usize) -> impl Iterator<Item = Vec<usize>> {
    let doubled = doubled.min(cores / 2);
    let second = move |core: usize| (core < doubled).then(|| cores - doubled + core);
    (0..cores - doubled).map(move |core| [core].into_iter().chain(second(core)).collect())
}

/// The queue beside a plain account of what is held and who waits.
struct Account {
    queue: Queue<usize>,
    cores: usize,
    sharers: usize,
    held: Vec<Grant<usize>>,
    waiting: Vec<(usize, super::Ticket, Ask)>,
}

impl Account {
    fn take(&mut self, number: usize, step: Step) {
        match step {
            Step::Ask(ask) => {
                let ticket = self.queue.ask(ask, number);
                self.waiting.push((number, ticket, ask));
            }
            Step::GiveBack(which) if !self.held.is_empty() => {
                let grant = self.held.swap_remove(which % self.held.len());
                self.queue.give_back(&grant.taken, grant.ask);
            }
            Step::Withdraw(which) if !self.waiting.is_empty() => {
                let (_, ticket, _) = self.waiting.remove(which % self.waiting.len());
                self.queue.withdraw(ticket);
            }
            Step::GiveBack(_) | Step::Withdraw(_) => {}
        }
        for grant in self.queue.grant() {
            let place = self.waiting.iter().position(|(number, ..)| *number == grant.waiter);
            let (number, _, ask) = self.waiting.remove(place.expect("only who waits is served"));
            let overtaken = |(other, _, earlier): &&(usize, super::Ticket, Ask)| {
                *other < number && matches!(earlier, Share(_)) && matches!(ask, Share(_))
            };
            assert_eq!(self.waiting.iter().find(overtaken), None, "sharers are served in their order");
            self.held.push(grant);
        }
    }

    fn check(&self) {
        for grant in &self.held {
            let (Share(count) | Exclusive(count)) = grant.ask;
            assert_eq!(grant.cores.len(), count.max(1).min(self.cores));
            assert!(grant.cores.iter().all(|core| grant.taken.contains(core)));
            assert!(grant.cores.is_sorted_by(|a, b| a < b) && grant.cores.iter().all(|core| *core < self.cores));
        }
        for core in 0..self.cores {
            let users = self.held.iter().filter(|grant| grant.taken.contains(&core));
            let (alone, sharing): (Vec<_>, Vec<_>) = users.partition(|grant| matches!(grant.ask, Exclusive(_)));
            let fits = matches!((alone.len(), sharing.len()), (1, 0)) || alone.is_empty();
            assert!(fits && sharing.len() <= self.sharers, "core {core}: {alone:?} and {sharing:?}");
        }
        assert!(self.waiting.is_empty() || !self.held.is_empty(), "{:?} wait for nothing", self.waiting);
    }
}

proptest! {
    #[test]
    fn whatever_is_asked_and_given_back(
        steps in steps(), cores in 0..6_usize, doubled in 0..4_usize, sharers in 1..4_usize,
    ) {
        let queue = Queue::new(physical(cores, doubled), sharers);
        let mut account =
            Account { queue, cores, sharers, held: Vec::new(), waiting: Vec::new() };
        for (number, step) in steps.into_iter().enumerate() {
            account.take(number, step);
            account.check();
        }
        // Each in turn gives back, oldest first: everybody is served in the end.
        while !account.held.is_empty() {
            account.take(usize::MAX, Step::GiveBack(0));
            account.check();
        }
        prop_assert!(account.waiting.is_empty());
    }

    /// A grading arrives whenever one has left, for ever: who waits for cores alone is served all the same.
    #[test]
    fn nobody_waits_for_ever(
        first in 1..7_usize, asks in prop::collection::vec(0..7_usize, 1..30), cores in 1..6_usize, doubled in 0..4_usize,
    ) {
        let queue = Queue::new(physical(cores, doubled), 2);
        let mut account =
            Account { queue, cores, sharers: 2, held: Vec::new(), waiting: Vec::new() };
        for number in 0..2 * cores {
            account.take(number, Step::Ask(Share(1)));
        }
        let number = 2 * cores;
        account.take(number, Step::Ask(Exclusive(first)));
        for (later, count) in asks.iter().cycle().take(200).enumerate() {
            if account.held.iter().any(|grant| grant.waiter == number) {
                return Ok(());
            }
            account.take(number + 1 + later, Step::Ask(Share(*count)));
            // The oldest leases end first, as gradings do that take about the same time.
            let oldest = account.held.iter().enumerate().min_by_key(|(_, grant)| grant.waiter).map(|(place, _)| place);
            account.take(usize::MAX, Step::GiveBack(oldest.expect("somebody holds cores")));
        }
        prop_assert!(false, "not served within 200 gradings: {:?}", account.held);
    }
}
