#pragma once

// How a handler leaves the event loop for work that blocks, and comes back.
//
//   auto found = co_await on_pool(search_pool, [&] { return search.by_text(text); });
//   if (!found) co_return problem_of(found.error());
//
// `work` runs on the pool; the coroutine resumes on its own executor, so nothing but `work` runs in parallel
// with the connection. References into the coroutine's frame are safe inside `work`: the frame waits. An
// exception becomes an Error of kind internal; a full queue gives kind busy with code "busy" at once. `work`
// returns T or Result<T>; either way the answer is Result<T>.
//
// Pool and event loop may end in any order: an event loop's end waits for the work it handed out.

#include <exception>
#include <functional>
#include <optional>
#include <type_traits>
#include <utility>

#include <boost/asio/awaitable.hpp>

#include "base/result.hpp"
#include "base/thread_pool.hpp"

namespace palette::http {

namespace detail {

// Resumes when `work` has run; false at once when the pool's queue is full. `work` must not throw.
[[nodiscard]] boost::asio::awaitable<bool> run_on_pool(ThreadPool& pool, std::function<void()> work);

[[nodiscard]] Error error_of(const std::exception_ptr& thrown);
[[nodiscard]] Error busy_error();

template <class T>
struct ResultOf {
    using type = Result<T>;
};
template <class T>
struct ResultOf<Result<T>> {
    using type = Result<T>;
};

}  // namespace detail

template <class Work>
[[nodiscard]] auto on_pool(ThreadPool& pool, Work work)
    -> boost::asio::awaitable<typename detail::ResultOf<std::invoke_result_t<Work&>>::type> {
    using Outcome = typename detail::ResultOf<std::invoke_result_t<Work&>>::type;
    std::optional<Outcome> outcome;
    const std::function<void()> guarded = [&outcome, &work] {
        try {
            if constexpr (std::is_void_v<std::invoke_result_t<Work&>>) {
                work();
                outcome.emplace();
            } else {
                outcome.emplace(work());
            }
        } catch (...) {
            outcome.emplace(std::unexpected(detail::error_of(std::current_exception())));
        }
    };
    const bool accepted = co_await detail::run_on_pool(pool, guarded);
    if (!accepted) co_return std::unexpected(detail::busy_error());
    co_return std::move(*outcome);
}

}  // namespace palette::http
