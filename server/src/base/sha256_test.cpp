#include "base/sha256.hpp"

#include <string_view>

#include <gtest/gtest.h>

namespace palette {
namespace {

void add(Sha256& hash, std::string_view text) {
    hash.update({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
}

// FIPS 180-2, appendix B.
TEST(Sha256, IsThatOfTheStandard) {
    EXPECT_EQ(Sha256().digest(), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    Sha256 whole;
    add(whole, "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq");
    EXPECT_EQ(whole.digest(), "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
}

TEST(Sha256, OfPiecesIsThatOfTheWhole) {
    Sha256 pieces;
    add(pieces, "a");
    add(pieces, "");
    add(pieces, "bc");
    EXPECT_EQ(pieces.digest(), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

}  // namespace
}  // namespace palette
