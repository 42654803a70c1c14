// The one place where Beast's own code is compiled (BOOST_BEAST_SEPARATE_COMPILATION). Asio's is in src/async.
#include <boost/beast/src.hpp>
