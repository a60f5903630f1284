#include "http/blocking.hpp"

#include <condition_variable>
#include <memory>
#include <mutex>
#include <new>

#include <boost/asio/async_result.hpp>
#include <boost/asio/execution_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/query.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace palette::http::detail {
namespace {

namespace asio = boost::asio;

// How many pieces of work an event loop has out on pools.
class InFlight {
  public:
    void enter() {
        const std::lock_guard lock(mutex_);
        ++count_;
    }
    void leave() {
        const std::lock_guard lock(mutex_);
        if (--count_ == 0) none_left_.notify_all();
    }
    void wait_for_none() {
        std::unique_lock lock(mutex_);
        none_left_.wait(lock, [this] { return count_ == 0; });
    }

  private:
    std::mutex mutex_;
    std::condition_variable none_left_;
    std::size_t count_ = 0;
};

// Makes the end of an event loop wait for its work on pools: that work refers to frames of coroutines which
// the end destroys, and posts to the loop.
class InFlightService : public asio::execution_context::service {
  public:
    static asio::execution_context::id id;

    explicit InFlightService(asio::execution_context& context) : service(context) {}
    // Shared: the last leave() may come after the loop is gone.
    std::shared_ptr<InFlight> in_flight = std::make_shared<InFlight>();

  private:
    void shutdown() override { in_flight->wait_for_none(); }
};

asio::execution_context::id InFlightService::id;

// What waits for work: owned by the coroutine's side until the work has run, then given to the event loop.
template <class Completion>
void hand_over(ThreadPool& pool, const asio::any_io_executor& executor, std::function<void()> work,
               Completion completion) {
    auto& context = asio::query(executor, asio::execution::context);
    auto in_flight = asio::use_service<InFlightService>(context).in_flight;
    // std::function copies, a completion only moves.
    auto waiting = std::make_shared<Completion>(std::move(completion));
    in_flight->enter();
    const bool accepted = pool.try_submit(
        [in_flight, waiting, executor = asio::any_io_executor(executor), work = std::move(work)]() mutable {
            work();
            asio::post(executor, [done = std::move(*waiting)]() mutable { done(true); });
            // Everything that refers to the event loop goes before it may end.
            waiting.reset();
            executor = asio::any_io_executor();
            in_flight->leave();
        });
    if (accepted) return;
    in_flight->leave();
    asio::post(executor, [done = std::move(*waiting)]() mutable { done(false); });
}

}  // namespace

asio::awaitable<bool> run_on_pool(ThreadPool& pool, std::function<void()> work) {
    const asio::any_io_executor executor = co_await asio::this_coro::executor;
    co_return co_await asio::async_initiate<const asio::use_awaitable_t<>, void(bool)>(
        [&pool, &executor, &work](auto completion) {
            hand_over(pool, executor, std::move(work), std::move(completion));
        },
        asio::use_awaitable);
}

Error error_of(const std::exception_ptr& thrown) {
    Error error{.kind = ErrorKind::internal,
                .code = "internal",
                .public_message = "Something went wrong in the server.",
                .internal_detail = {}};
    try {
        std::rethrow_exception(thrown);
    } catch (const std::exception& exception) {
        error.internal_detail = exception.what();
    } catch (...) {
        error.internal_detail = "an exception that is no std::exception";
    }
    return error;
}

Error busy_error() {
    return {.kind = ErrorKind::busy,
            .code = "busy",
            .public_message = "The server has too much to do. Try again in a moment.",
            .internal_detail = "a thread pool's queue is full"};
}

}  // namespace palette::http::detail
