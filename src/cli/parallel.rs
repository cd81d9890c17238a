//! Work on many items at once, with results in the order of the items.

use std::collections::BTreeMap;
use std::num::NonZero;
use std::ops::ControlFlow;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// How far work may run ahead of the result that is taken next, in items per thread. This bounds the memory that
/// results hold while one long item is worked on.
const AHEAD: usize = 32;

struct State<R> {
    next: usize,
    taken: usize,
    stopped: bool,
    done: BTreeMap<usize, R>,
}

/// Calls `work` for every item, on `threads` threads, and `take` for every result, on the calling thread, in the order
/// of the items and as soon as it is there. `take` may stop the run. `work` must not panic.
pub(super) fn in_order<T, R, W, F>(items: &[T], threads: NonZero<usize>, work: W, mut take: F)
where
    T: Sync,
    R: Send,
    W: Fn(&T) -> R + Sync,
    F: FnMut(R) -> ControlFlow<()>,
{
    let threads = threads.get().min(items.len());
    if threads <= 1 {
        let _ = items.iter().try_for_each(|item| take(work(item)));
        return;
    }
    let state = Mutex::new(State { next: 0, taken: 0, stopped: false, done: BTreeMap::new() });
    let changed = Condvar::new();
    let lock = || -> MutexGuard<'_, State<R>> { state.lock().unwrap_or_else(PoisonError::into_inner) };
    let worker = || {
        loop {
            let mut now = lock();
            while !now.stopped && now.next < items.len() && now.next >= now.taken + AHEAD * threads {
                now = changed.wait(now).unwrap_or_else(PoisonError::into_inner);
            }
            if now.stopped || now.next >= items.len() {
                return;
            }
            let index = now.next;
            now.next += 1;
            drop(now);
            let result = work(&items[index]);
            let mut now = lock();
            now.done.insert(index, result);
            if index == now.taken {
                changed.notify_all();
            }
        }
    };
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(worker);
        }
        for index in 0..items.len() {
            let mut now = lock();
            let result = loop {
                if let Some(result) = now.done.remove(&index) {
                    break result;
                }
                now = changed.wait(now).unwrap_or_else(PoisonError::into_inner);
            };
            now.taken = index + 1;
            drop(now);
            changed.notify_all();
            if take(result).is_break() {
                lock().stopped = true;
                changed.notify_all();
                break;
            }
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_come_in_the_order_of_the_items() {
        let items: Vec<usize> = (0..1000).collect();
        for threads in [1, 2, 7] {
            let mut taken = Vec::new();
            let work = |item: &usize| {
                // Items take different times, so that they end out of order.
                for i in 0..(item * 7919) % 501 {
                    std::hint::black_box(i);
                }
                *item
            };
            in_order(&items, NonZero::new(threads).unwrap(), work, |result| {
                taken.push(result);
                ControlFlow::Continue(())
            });
            assert_eq!(taken, items);
        }
    }

    #[test]
    fn stops_when_it_is_told() {
        let items: Vec<usize> = (0..10_000).collect();
        let mut taken = 0;
        in_order(
            &items,
            NonZero::new(3).unwrap(),
            |item| *item,
            |_| {
                taken += 1;
                if taken == 5 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
            },
        );
        assert_eq!(taken, 5);
    }

    #[test]
    fn work_does_not_run_far_ahead() {
        use std::sync::atomic::{AtomicUsize, Ordering};
        let items: Vec<usize> = (0..5_000).collect();
        let (started, mut taken) = (AtomicUsize::new(0), 0);
        in_order(
            &items,
            NonZero::new(2).unwrap(),
            |_| started.fetch_add(1, Ordering::SeqCst),
            |_| {
                taken += 1;
                assert!(started.load(Ordering::SeqCst) <= taken + 2 * AHEAD + 2);
                ControlFlow::Continue(())
            },
        );
    }
}
