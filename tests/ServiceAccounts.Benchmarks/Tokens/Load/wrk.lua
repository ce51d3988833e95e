-- Sends requests that are read from a file as they are: each thread has a share of its own, <path>.<thread>, in which a line with the
-- length stands before each request. What fits is kept in memory; of more, one is read at a time, since what is read before the start
-- of a thread would be time that the others have already begun to count. Of those, the second argument says how many bytes were sent
-- by the runs before.
local KEPT = 1000
local threads = 0

function setup(thread)
  thread:set("share", threads)
  threads = threads + 1
end

function init(args)
  file = assert(io.open(args[1] .. "." .. share, "rb"))
  kept, at, all = {}, 0, false
  while #kept < KEPT do
    local one = read()
    if not one then
      all = true
      break
    end
    kept[#kept + 1] = one
  end
  file:seek("set", tonumber(args[2]))
end

function read()
  local length = file:read("*l")
  return length and file:read(tonumber(length))
end

function request()
  if all then
    at = at % #kept + 1
    return kept[at]
  end
  local one = read()
  if not one then
    file:seek("set")
    one = read()
  end
  return one
end

function done(summary, latency, requests)
  local failed = summary.errors
  io.write(string.format(
    'result {"requests":%d,"seconds":%.6f,"p50":%.4f,"p99":%.4f,"refused":%d,"failed":%d}\n',
    summary.requests, summary.duration / 1e6, latency:percentile(50) / 1e3, latency:percentile(99) / 1e3,
    failed.status, failed.connect + failed.read + failed.write + failed.timeout))
end
