#include "http/event_stream.hpp"

#include <gtest/gtest.h>

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

}  // namespace
}  // namespace palette::http
