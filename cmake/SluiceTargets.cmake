# sluice_library(name DEPENDS other… LIBRARIES lib… PRIVATE lib… TEST_LIBRARIES lib…)
#
# One folder of src/ is one library sluice_<name> made of all its *.cpp (sub-folders too), and one test program
# sluice_<name>_test made of all its *_test.cpp. DEPENDS names sibling folders: the only includes the folder may
# make (scripts/check-layers holds this against the sources). LIBRARIES are seen by those who depend on it, PRIVATE
# ones are not.
include(GoogleTest)

function(sluice_library name)
  cmake_parse_arguments(ARG "" "" "DEPENDS;LIBRARIES;PRIVATE;TEST_LIBRARIES" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cpp)
  set(tests ${sources})
  list(FILTER sources EXCLUDE REGEX "_test\\.cpp$|/main\\.cpp$")
  list(FILTER tests INCLUDE REGEX "_test\\.cpp$")
  list(TRANSFORM ARG_DEPENDS PREPEND sluice_)

  if(sources)
    add_library(sluice_${name} STATIC ${sources})
    target_link_libraries(sluice_${name} PUBLIC ${ARG_DEPENDS} ${ARG_LIBRARIES} PRIVATE sluice_flags ${ARG_PRIVATE})
    target_include_directories(sluice_${name} PUBLIC ${CMAKE_SOURCE_DIR}/src)
    target_compile_definitions(sluice_${name} PUBLIC BOOST_ASIO_SEPARATE_COMPILATION BOOST_BEAST_SEPARATE_COMPILATION BOOST_ASIO_NO_DEPRECATED)
    set(under_test sluice_${name})
  else()
    add_library(sluice_${name} INTERFACE)
    target_link_libraries(sluice_${name} INTERFACE ${ARG_DEPENDS} ${ARG_LIBRARIES})
    target_include_directories(sluice_${name} INTERFACE ${CMAKE_SOURCE_DIR}/src)
    set(under_test sluice_${name})
  endif()

  if(SLUICE_TESTS AND tests)
    sluice_test(sluice_${name}_test SOURCES ${tests} LIBRARIES ${under_test} ${ARG_PRIVATE} ${ARG_TEST_LIBRARIES})
  endif()
endfunction()

# sluice_test(target SOURCES file… LIBRARIES lib…): a GoogleTest program whose tests ctest runs one by one.
function(sluice_test target)
  cmake_parse_arguments(ARG "" "" "SOURCES;LIBRARIES" ${ARGN})
  find_package(GTest REQUIRED)
  add_executable(${target} ${ARG_SOURCES})
  target_link_libraries(${target} PRIVATE sluice_flags ${ARG_LIBRARIES} GTest::gmock GTest::gmock_main)
  # Google's test macros are not written for our warnings.
  target_compile_options(${target} PRIVATE -Wno-global-constructors -Wno-gnu-zero-variadic-macro-arguments)
  gtest_discover_tests(${target} DISCOVERY_MODE PRE_TEST PROPERTIES TIMEOUT 120)
endfunction()
