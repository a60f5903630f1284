#pragma once

// Ownership for the C API of libvips and its GObject relatives, used only inside imaging/.

#include <memory>
#include <string>
#include <utility>

#include <vips/vips.h>

namespace palette::imaging {

struct ObjectUnref {
    void operator()(void* object) const { g_object_unref(object); }
};
struct MemoryFree {
    void operator()(void* memory) const { g_free(memory); }
};

template <class T>
using ObjectHandle = std::unique_ptr<T, ObjectUnref>;
using VipsImageHandle = ObjectHandle<VipsImage>;

// Calls a libvips operation that answers 0 and an image through its last argument; empty when it failed.
//     VipsImageHandle turned = vips_result([&](VipsImage** out) { return vips_autorot(in, out, nullptr); });
template <class Operation>
[[nodiscard]] VipsImageHandle vips_result(Operation operation) {
    VipsImage* out = nullptr;
    if (operation(&out) != 0) {
        if (out != nullptr) g_object_unref(out);
        return {};
    }
    return VipsImageHandle(out);
}

// What libvips wrote about its failures so far, on one line. Its error text is one buffer for all threads, so
// that under load a line may speak of another thread's picture: fit for the log, never for a decision.
[[nodiscard]] std::string take_vips_error();

}  // namespace palette::imaging
