using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace ServiceAccounts.Benchmarks.Tokens.Load;

/// <summary>wrk: connections that are kept, each with one request at a time.</summary>
/// <param name="directory">Where its script and its requests are written.</param>
/// <param name="threads">How many it has.</param>
internal sealed class WrkDriver(string directory, int threads = 2) : ILoadDriver
{
    private const string Result = "result ";

    // What has been written stays: most rounds send the same again.
    private readonly ConcurrentDictionary<RequestSet, Lazy<Task<string>>> _written = [];
    private readonly ConcurrentDictionary<RequestSet, long> _sent = [];
    private readonly Lazy<Task<string>> _script = new(() => WriteScriptAsync(directory));

    /// <summary>Whether the machine has it.</summary>
    public static bool IsInstalled => (Environment.GetEnvironmentVariable("PATH") ?? string.Empty)
        .Split(Path.PathSeparator).Any(path => File.Exists(Path.Combine(path, "wrk")));

    /// <inheritdoc />
    public async Task<LoadResult> RunAsync(string url, RequestSet requests, int connections, TimeSpan duration)
    {
        var seconds = Math.Max(1, (int)Math.Round(duration.TotalSeconds));
        var start = new ProcessStartInfo(
            "wrk",
            [
                $"-t{Text(threads)}", $"-c{Text(connections)}", $"-d{Text(seconds)}s", "--timeout", "10s", "-s", await _script.Value, url, "--",
                await _written.GetOrAdd(requests, one => new Lazy<Task<string>>(() => WriteAsync(one))).Value,
                requests.OffsetAfter(_sent.GetValueOrDefault(requests), threads).ToString(CultureInfo.InvariantCulture),
            ])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var wrk = Process.Start(start)!; // Null only where a process is used again.
        var (output, errors) = (wrk.StandardOutput.ReadToEndAsync(), wrk.StandardError.ReadToEndAsync());
        await wrk.WaitForExitAsync();
        var result = (await output).Split('\n').FirstOrDefault(line => line.StartsWith(Result, StringComparison.Ordinal))
            ?? throw new BenchmarkException($"wrk: {await errors}{await output}");
        var read = JsonSerializer.Deserialize<LoadResult>(result[Result.Length..], JsonSerializerOptions.Web)!; // Written by our script.
        _sent.AddOrUpdate(requests, read.Requests, (_, sent) => sent + read.Requests);
        return read;
    }

    /// <summary>Deletes what is not sent any more.</summary>
    public async Task ForgetAsync(RequestSet requests)
    {
        if (_written.TryRemove(requests, out var path))
        {
            _sent.TryRemove(requests, out _);
            Array.ForEach(Directory.GetFiles(directory, Path.GetFileName(await path.Value) + ".*"), File.Delete);
        }
    }

    private async Task<string> WriteAsync(RequestSet requests)
    {
        var path = NewPath(directory, "requests");
        await requests.WriteAsync(path, threads);
        return path;
    }

    private static async Task<string> WriteScriptAsync(string directory)
    {
        var path = NewPath(directory, "script");
        await using var resource = typeof(WrkDriver).Assembly.GetManifestResourceStream("wrk.lua")!; // The project file puts it there.
        await using var file = File.Create(path);
        await resource.CopyToAsync(file);
        return path;
    }

    private static string NewPath(string directory, string kind) => Path.Combine(directory, $"{kind}-{Guid.CreateVersion7(TimeProvider.System.GetUtcNow())}");

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
