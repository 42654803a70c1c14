#pragma once

// Before the worker is sealed: every library decodes a tiny sample of each format once, so that what it sets up when
// first used (tables, processor detection, plug-ins looked for on disk, locks) is set up while that is still allowed.
// Decoding the same formats afterwards makes memory calls only. Takes a few dozen milliseconds; what fails here fails
// again, with a message, when a file is decoded.

namespace sluice::pixels {

void warm_up();

}  // namespace sluice::pixels
