# Finds ONNX Runtime and gives the target OnnxRuntime::OnnxRuntime.
#
# In this order: ONNXRUNTIME_ROOT (CMake or environment variable), pkg-config's libonnxruntime,
# /usr/local and /usr, and last what ./dev fetched into .cache/onnxruntime (tools/onnxruntime.sh):
# the library of the npm package onnxruntime-node and Debian 13's headers. That last one is linked
# into <build>/lib, and binaries find it at $ORIGIN/lib, so a build tree may be moved or copied.
#
# Results: OnnxRuntime_FOUND, OnnxRuntime_LIBRARY, OnnxRuntime_INCLUDE_DIR, OnnxRuntime_ORIGIN (in words).

set(_ort_fetched "${CMAKE_CURRENT_LIST_DIR}/../.cache/onnxruntime")
cmake_path(NORMAL_PATH _ort_fetched)
set(_ort_header_suffixes include include/onnxruntime include/onnxruntime/core/session onnxruntime)
set(_ort_library_names onnxruntime libonnxruntime.so.1)

function(_ort_look origin)
  if(OnnxRuntime_LIBRARY AND OnnxRuntime_INCLUDE_DIR)
    return()
  endif()
  unset(OnnxRuntime_INCLUDE_DIR CACHE)
  unset(OnnxRuntime_LIBRARY CACHE)
  find_path(OnnxRuntime_INCLUDE_DIR onnxruntime_cxx_api.h PATH_SUFFIXES ${_ort_header_suffixes} ${ARGN})
  find_library(OnnxRuntime_LIBRARY NAMES ${_ort_library_names} PATH_SUFFIXES lib lib64 ${ARGN})
  if(OnnxRuntime_LIBRARY AND OnnxRuntime_INCLUDE_DIR)
    set(OnnxRuntime_ORIGIN "${origin}" CACHE INTERNAL "Where ONNX Runtime was found")
  endif()
endfunction()

# A found library that has gone since (a system package removed) is looked for again.
if(OnnxRuntime_LIBRARY AND NOT EXISTS "${OnnxRuntime_LIBRARY}")
  unset(OnnxRuntime_LIBRARY CACHE)
endif()

if(DEFINED ONNXRUNTIME_ROOT)
  _ort_look("ONNXRUNTIME_ROOT" PATHS "${ONNXRUNTIME_ROOT}" NO_DEFAULT_PATH)
elseif(DEFINED ENV{ONNXRUNTIME_ROOT})
  _ort_look("ONNXRUNTIME_ROOT" PATHS "$ENV{ONNXRUNTIME_ROOT}" NO_DEFAULT_PATH)
endif()
find_package(PkgConfig QUIET)
if(PkgConfig_FOUND)
  pkg_check_modules(_ort_pkg QUIET libonnxruntime)
  if(_ort_pkg_FOUND)
    _ort_look("pkg-config" HINTS ${_ort_pkg_INCLUDE_DIRS} ${_ort_pkg_INCLUDEDIR} ${_ort_pkg_LIBRARY_DIRS} ${_ort_pkg_LIBDIR})
  endif()
endif()
_ort_look("the system" PATHS /usr/local /usr)
_ort_look("npm and Debian 13, through ./dev" PATHS "${_ort_fetched}" NO_DEFAULT_PATH)

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(OnnxRuntime
  REQUIRED_VARS OnnxRuntime_LIBRARY OnnxRuntime_INCLUDE_DIR
  REASON_FAILURE_MESSAGE "Build with ./dev, which fetches it, or set ONNXRUNTIME_ROOT.")
mark_as_advanced(OnnxRuntime_LIBRARY OnnxRuntime_INCLUDE_DIR)

if(OnnxRuntime_FOUND AND NOT TARGET OnnxRuntime::OnnxRuntime)
  set(_ort_location "${OnnxRuntime_LIBRARY}")
  cmake_path(IS_PREFIX _ort_fetched "${OnnxRuntime_LIBRARY}" _ort_is_fetched)
  if(_ort_is_fetched)
    file(REAL_PATH "${OnnxRuntime_LIBRARY}" _ort_real)
    set(_ort_location "${CMAKE_BINARY_DIR}/lib/libonnxruntime.so.1")
    file(MAKE_DIRECTORY "${CMAKE_BINARY_DIR}/lib")
    file(CREATE_LINK "${_ort_real}" "${_ort_location}" COPY_ON_ERROR)
    set(CMAKE_BUILD_RPATH_USE_ORIGIN ON)
  endif()
  add_library(OnnxRuntime::OnnxRuntime SHARED IMPORTED)
  set_target_properties(OnnxRuntime::OnnxRuntime PROPERTIES
    IMPORTED_LOCATION "${_ort_location}"
    INTERFACE_INCLUDE_DIRECTORIES "${OnnxRuntime_INCLUDE_DIR}")
endif()
