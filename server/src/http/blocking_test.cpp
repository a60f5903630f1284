#include "http/blocking.hpp"

#include <atomic>
#include <future>
#include <memory>
#include <stdexcept>
#include <thread>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>
#include <gtest/gtest.h>

namespace palette::http {
namespace {

namespace asio = boost::asio;

// The answer of a coroutine that runs on an event loop of its own.
template <class T>
T run(asio::awaitable<T> work) {
    asio::io_context io;
    auto answer = asio::co_spawn(io, std::move(work), asio::use_future);
    io.run();
    return answer.get();
}

TEST(OnPool, GivesTheAnswerOfTheWork) {
    ThreadPool pool("test", 1, 10);
    const Result<int> answer = run(on_pool(pool, [] { return 7; }));
    EXPECT_EQ(answer, 7);
}

TEST(OnPool, KeepsWhatTheWorkHolds) {
    ThreadPool pool("test", 1, 10);
    const auto held = std::make_shared<std::string>("a text that is longer than any short string");
    const auto answer = run(on_pool(pool, [held] { return *held; }));
    EXPECT_EQ(answer.value(), *held);
    EXPECT_EQ(held.use_count(), 1);
}

TEST(OnPool, TakesWorkThatOnlyMovesAndGivesSuchAnAnswer) {
    ThreadPool pool("test", 1, 10);
    auto answer =
        run(on_pool(pool, [number = std::make_unique<int>(7)]() mutable { return std::move(number); }));
    EXPECT_EQ(*answer.value(), 7);
}

TEST(OnPool, TakesWorkWithoutAnAnswer) {
    ThreadPool pool("test", 1, 10);
    bool ran = false;
    const Result<void> answer = run(on_pool(pool, [&ran] { ran = true; }));
    EXPECT_TRUE(answer);
    EXPECT_TRUE(ran);
}

TEST(OnPool, HandsAResultOnAsItIs) {
    ThreadPool pool("test", 1, 10);
    const Result<int> answer =
        run(on_pool(pool, []() -> Result<int> { return fail(ErrorKind::conflict, "code", "message"); }));
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().code, "code");
}

TEST(OnPool, TurnsAnExceptionIntoAnInternalError) {
    ThreadPool pool("test", 1, 10);
    const Result<int> answer = run(on_pool(pool, []() -> int { throw std::runtime_error("it broke"); }));
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().kind, ErrorKind::internal);
    EXPECT_EQ(answer.error().internal_detail, "it broke");
    EXPECT_EQ(answer.error().public_message.find("broke"), std::string::npos);
}

TEST(OnPool, SaysBusyAtOnceWhenTheQueueIsFull) {
    ThreadPool pool("test", 1, 0);
    const Result<int> answer = run(on_pool(pool, [] { return 7; }));
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().kind, ErrorKind::busy);
    EXPECT_EQ(answer.error().code, "busy");
}

asio::awaitable<bool> comes_back_to_its_thread(ThreadPool& pool) {
    const auto before = std::this_thread::get_id();
    const auto there = co_await on_pool(pool, [] { return std::this_thread::get_id(); });
    co_return there.has_value() && *there != before&& std::this_thread::get_id() == before;
}

TEST(OnPool, ComesBackToTheEventLoop) {
    ThreadPool pool("test", 1, 10);
    EXPECT_TRUE(run(comes_back_to_its_thread(pool)));
}

asio::awaitable<void> wait_for(ThreadPool& pool, std::future<void>& signal, std::atomic<bool>& done) {
    // The frame's own text is used by the work: it must outlive it.
    const std::string text = "a text that is longer than any short string";
    auto length = co_await on_pool(pool, [&] {
        signal.wait();
        done = text.size() > 10;
        return text.size();
    });
    EXPECT_TRUE(length);
}

TEST(OnPool, MakesTheEndOfAnEventLoopWaitForTheWork) {
    ThreadPool pool("test", 1, 10);
    std::promise<void> go;
    std::future<void> signal = go.get_future();
    std::atomic<bool> done = false;
    std::jthread starter;
    {
        asio::io_context io;
        asio::co_spawn(io, wait_for(pool, signal, done), asio::detached);
        io.poll();
        starter = std::jthread([&go] {
            std::this_thread::sleep_for(std::chrono::milliseconds(30));
            go.set_value();
        });
    }
    EXPECT_TRUE(done);
}

}  // namespace
}  // namespace palette::http
