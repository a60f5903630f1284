#include "http/event_stream.hpp"

#include <gtest/gtest.h>

#include "http/event_channel.hpp"

namespace palette::http {
namespace {

TEST(EventEncoding, FollowsTheStandard) {
    EXPECT_EQ(encode({.id = "7", .name = "image", .data = "{}"}), "id: 7\nevent: image\ndata: {}\n\n");
    EXPECT_EQ(encode({.id = "", .name = "", .data = "a\nb"}), "data: a\ndata: b\n\n");
    EXPECT_EQ(encode({.id = "", .name = "x", .data = ""}), "event: x\ndata: \n\n");
}

TEST(EventEncoding, LetsNoLineBreakBecomeAField) {
    EXPECT_EQ(encode({.id = "7\n8", .name = "a\r\nid: 9", .data = "x\rid: 9"}),
              "id: 78\nevent: aid: 9\ndata: xid: 9\n\n");
}

TEST(EventStream, GivesEventsInOrderOnce) {
    EventStream stream;
    stream.push({.id = "1", .name = "", .data = "a"});
    stream.push({.id = "2", .name = "", .data = "b"});
    EXPECT_EQ(stream.take(), "id: 1\ndata: a\n\nid: 2\ndata: b\n\n");
    EXPECT_EQ(stream.take(), "");
}

TEST(EventStream, ClosesWhenTooManyEventsWait) {
    EventStream stream(2);
    const Event event{.id = "", .name = "", .data = "x"};
    EXPECT_TRUE(stream.push(event));
    EXPECT_TRUE(stream.push(event));
    EXPECT_FALSE(stream.push(event));
    EXPECT_TRUE(stream.is_closed());
    EXPECT_FALSE(stream.push(event));
}

TEST(EventStream, ClosesWhenTooManyBytesWait) {
    EventStream stream(10, 100);
    EXPECT_FALSE(stream.push({.id = "", .name = "", .data = std::string(100, 'x')}));
    EXPECT_TRUE(stream.is_closed());
}

TEST(EventStream, StillGivesWhatCameBeforeItWasClosed) {
    EventStream stream;
    stream.push({.id = "", .name = "", .data = "last"});
    stream.close();
    EXPECT_EQ(stream.take(), "data: last\n\n");
}

TEST(EventStream, WakesItsConnectionUntilDetached) {
    EventStream stream;
    int woken = 0;
    stream.attach([&] { ++woken; });
    stream.push({.id = "", .name = "", .data = "a"});
    EXPECT_EQ(woken, 1);
    stream.detach();
    stream.close();
    EXPECT_EQ(woken, 1);
}

std::string last_id(const std::string& text) {
    const auto at = text.rfind("id: ") + 4;
    return text.substr(at, text.find('\n', at) - at);
}

std::size_t count(const std::string& text, std::string_view part) {
    std::size_t found = 0;
    for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++found;
    return found;
}

TEST(EventChannel, SendsANewClientOnlyWhatComesNow) {
    EventChannel channel;
    channel.publish("a", "1");
    const auto stream = channel.subscribe(std::nullopt);
    channel.publish("a", "2");
    EXPECT_EQ(count(stream->take(), "data: "), 1U);
}

TEST(EventChannel, SendsAClientThatComesBackWhatItMissed) {
    EventChannel channel;
    const auto first = channel.subscribe(std::nullopt);
    channel.publish("a", "1");
    const std::string seen = last_id(first->take());
    channel.publish("a", "2");
    channel.publish("a", "3");
    const std::string text = channel.subscribe(seen)->take();
    EXPECT_EQ(count(text, "data: "), 2U);
    EXPECT_LT(text.find("data: 2"), text.find("data: 3"));
    EXPECT_EQ(channel.subscribe(last_id(text))->take(), "");
}

TEST(EventChannel, TellsAClientThatMissedTooMuchToStartAnew) {
    EventChannel channel(2);
    const auto first = channel.subscribe(std::nullopt);
    channel.publish("a", "1");
    const std::string seen = last_id(first->take());
    channel.publish("a", "2");
    channel.publish("a", "3");
    EXPECT_EQ(count(channel.subscribe(seen)->take(), "data: "), 2U);
    channel.publish("a", "4");
    const std::string text = channel.subscribe(seen)->take();
    EXPECT_NE(text.find("event: resync\n"), std::string::npos);
    EXPECT_EQ(count(text, "data: "), 1U);
}

TEST(EventChannel, DoesNotTakeAnotherRunsIdForItsOwn) {
    EventChannel channel;
    for (const char* id : {"", "7", "0000000000000-1", "x-y"}) {
        EXPECT_NE(channel.subscribe(id)->take().find("resync"), std::string::npos) << id;
    }
}

TEST(EventChannel, ForgetsClosedStreamsAndClosesAllAtItsEnd) {
    EventChannel channel;
    const auto gone = channel.subscribe(std::nullopt);
    const auto here = channel.subscribe(std::nullopt);
    gone->close();
    channel.publish("a", "1");
    EXPECT_EQ(gone.use_count(), 1);
    channel.close();
    EXPECT_TRUE(here->is_closed());
    EXPECT_EQ(here.use_count(), 1);
}

}  // namespace
}  // namespace palette::http
