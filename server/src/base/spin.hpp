#pragma once

// Waiting without sleeping, for what takes less time than falling asleep and being woken up: tens of
// microseconds on a virtual machine. Gives way to other threads meanwhile.

#include <chrono>
#include <thread>

namespace palette {

// Whether `done()` came true within `at_most`.
template <class Done>
bool spin_until(Done done, std::chrono::microseconds at_most) {
    const auto end = std::chrono::steady_clock::now() + at_most;
    while (!done()) {
        if (std::chrono::steady_clock::now() >= end) return false;
        std::this_thread::yield();
    }
    return true;
}

}  // namespace palette
