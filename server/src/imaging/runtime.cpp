#include "imaging/runtime.hpp"

#include <array>
#include <libxml/parser.h>
#include <mutex>
#include <string>

#include <exiv2/exiv2.hpp>

#include "base/log.hpp"
#include "base/text.hpp"
#include "imaging/vips_handle.hpp"

namespace palette::imaging {
namespace {

// Marked untrusted by libvips for want of fuzzing on its side, and wanted here: libjxl is fuzzed by its
// authors, PNM is a page of code. OpenJPEG is the one to watch; Debian patches it.
constexpr std::array kUnblocked = {"VipsForeignLoadJxl", "VipsForeignLoadJp2k", "VipsForeignLoadPpm"};

constexpr std::array kLoaders = {"jpegload_source", "pngload_source",  "webpload_source",
                                 "gifload_source",  "tiffload_source", "heifload_source",
                                 "jxlload_source",  "jp2kload_source", "ppmload_source"};

void log_line(std::string_view library, std::string_view text) {
    spdlog::debug("{}: {}", library, to_clean_line(text, 1'000));
}

// The XMP toolkit inside Exiv2 shares its tables between threads and asks its user for the lock.
void lock_xmp(void* mutex, bool lock) {
    auto& held = *static_cast<std::mutex*>(mutex);
    if (lock) {
        held.lock();
    } else {
        held.unlock();
    }
}

void start_exiv2() {
    static std::mutex xmp_mutex;
    Exiv2::LogMsg::setHandler([](int, const char* text) { log_line("exiv2", text); });
    Exiv2::XmpParser::initialize(&lock_xmp, &xmp_mutex);
    Exiv2::XmpProperties::registerNs("http://creativecommons.org/ns#", "cc");
}

Result<void> start_all() {
    if (VIPS_INIT("palette") != 0) {
        return fail(ErrorKind::internal, "imaging_unavailable", "The image library could not be started.",
                    take_vips_error());
    }
    g_log_set_default_handler([](const gchar* domain, GLogLevelFlags, const gchar* text,
                                 gpointer) { log_line(domain != nullptr ? domain : "glib", text); },
                              nullptr);
    vips_concurrency_set(1);
    vips_cache_set_max(0);
    vips_block_untrusted_set(TRUE);
    for (const char* loader : kUnblocked) vips_operation_block_set(loader, FALSE);
    for (const char* loader : kLoaders) {
        if (vips_type_find("VipsOperation", loader) == 0) {
            return fail(ErrorKind::internal, "imaging_unavailable",
                        "The image library of this machine lacks a part that Palette needs.",
                        std::string("libvips without ") + loader);
        }
    }
    xmlInitParser();
    start_exiv2();
    return {};
}

}  // namespace

Result<void> start_imaging() {
    static const Result<void> outcome = start_all();
    return outcome;
}

std::string take_vips_error() {
    const std::unique_ptr<char, MemoryFree> text(vips_error_buffer_copy());
    return to_clean_line(text ? text.get() : "", 1'000);
}

}  // namespace palette::imaging
