using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace ServiceAccounts.Testing;

/// <summary>The server's binary in a process of its own, as an operator starts it, in a working directory of its own.</summary>
public sealed class ServerProcess : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _output = new();
    private readonly ConcurrentQueue<string> _errors = new();

    private ServerProcess(Process process)
    {
        _process = process;
        process.OutputDataReceived += (_, line) => _output.Enqueue(line.Data ?? string.Empty);
        process.ErrorDataReceived += (_, line) => _errors.Enqueue(line.Data ?? string.Empty);
    }

    /// <summary>What it has written to standard output so far.</summary>
    public string Output => string.Join('\n', _output);

    /// <summary>What it has written to standard error so far.</summary>
    public string Errors => string.Join('\n', _errors);

    /// <summary>The memory that it has now, in bytes.</summary>
    public long WorkingSet
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    /// <summary>Starts the binary with these arguments and environment variables.</summary>
    public static ServerProcess Start(string workingDirectory, string[] arguments, params (string Name, string Value)[] environment) =>
        StartFrom(AppContext.BaseDirectory, workingDirectory, arguments, environment);

    /// <summary>The same with the binary of another directory, such as a published one.</summary>
    public static ServerProcess StartFrom(
        string binaries, string workingDirectory, string[] arguments, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo("dotnet", ["exec", Path.Combine(binaries, "ServiceAccounts.Server.dll"), .. arguments])
        {
            WorkingDirectory = workingDirectory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var inherited in start.Environment.Keys.Where(IsSetting).ToArray())
        {
            start.Environment.Remove(inherited);
        }

        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        var process = new ServerProcess(new Process { StartInfo = start });
        process._process.Start();
        process._process.BeginOutputReadLine();
        process._process.BeginErrorReadLine();
        return process;
    }

    /// <summary>A URL on loopback on which nobody listens.</summary>
    public static string FreeUrl()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return $"http://localhost:{((IPEndPoint)listener.LocalEndpoint).Port}";
    }

    /// <summary>Waits until the server says that it is ready.</summary>
    public Task ReadyAsync() => Eventually.IsTrueAsync(() =>
    {
        if (_process.HasExited)
        {
            throw new InvalidOperationException($"It ended: {Output} {Errors}");
        }

        return Output.Contains("Ready as ", StringComparison.Ordinal);
    });

    /// <summary>Waits for the end; the exit code.</summary>
    public async Task<int> ExitCodeAsync()
    {
        await _process.WaitForExitAsync().WaitAsync(Limit);
        return _process.ExitCode;
    }

    /// <summary>Asks it to end, as a process manager does; the exit code.</summary>
    public async Task<int> TerminateAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
        return await ExitCodeAsync();
    }

    /// <summary>Kills it, as the machine would: nothing is finished, nothing is written.</summary>
    public async Task KillAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _process.Dispose();
    }

    private static bool IsSetting(string name) =>
        name.StartsWith("ASPNETCORE_", StringComparison.OrdinalIgnoreCase)
        || name.StartsWith("ServiceAccounts__", StringComparison.OrdinalIgnoreCase)
        || name.StartsWith("OTEL_", StringComparison.OrdinalIgnoreCase)
        || name.Equals("DOTNET_ENVIRONMENT", StringComparison.OrdinalIgnoreCase);
}
