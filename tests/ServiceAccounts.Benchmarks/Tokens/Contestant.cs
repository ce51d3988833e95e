using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Threading.Channels;
using ServiceAccounts.Benchmarks.Tokens.Children;

namespace ServiceAccounts.Benchmarks.Tokens;

/// <summary>A process that answers token requests: a floor, a node of the server, or a peer.</summary>
internal sealed class Contestant : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly Channel<string> _answers = Channel.CreateUnbounded<string>();
    private readonly Queue<string> _errors = new();
    private readonly byte[] _log = new byte[64 * 1024];
    private int _logLength;

    private Contestant(Process process, string url)
    {
        _process = process;
        Url = url;
        process.ErrorDataReceived += (_, line) => Hear(line.Data);
    }

    /// <summary>Where it listens.</summary>
    public string Url { get; }

    /// <summary>Starts this program again as one of its children.</summary>
    public static Task<Contestant> StartAsync(string url, params string[] arguments) =>
        StartAsync(url, new ProcessStartInfo("dotnet", ["exec", typeof(Contestant).Assembly.Location, .. arguments]));

    /// <summary>Starts a program that speaks as <see cref="ParentPipe"/> does.</summary>
    public static async Task<Contestant> StartAsync(string url, ProcessStartInfo start)
    {
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        foreach (var inherited in start.Environment.Keys.Where(IsSetting).ToArray())
        {
            start.Environment.Remove(inherited);
        }

        var contestant = new Contestant(new Process { StartInfo = start }, url);
        contestant._process.Start();
        contestant._process.BeginErrorReadLine();

        _ = contestant.ReadLogAsync(contestant._process.StandardOutput.BaseStream);
        await contestant.AnswerAsync();
        return contestant;
    }

    /// <summary>What it has used since it was started.</summary>
    public ProcessUse Use() => ProcessUse.Of(_process);

    /// <summary>What it has allocated since it was started, in bytes.</summary>
    public async Task<long> AllocatedAsync()
    {
        await _process.StandardInput.WriteLineAsync(ParentPipe.Allocated);
        return long.Parse(await AnswerAsync(), CultureInfo.InvariantCulture);
    }

    /// <summary>Some of the last lines of its log: for whoever is told that something went wrong.</summary>
    public string LastLines => string.Join('\n', Encoding.UTF8.GetString(_log, 0, _logLength).Split('\n').Skip(1).Take(3));

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.StandardInput.Close();
            using var limit = new CancellationTokenSource(Limit);
            try
            {
                await _process.WaitForExitAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                _process.Kill(entireProcessTree: true);
            }
        }

        _process.Dispose();
    }

    // Read as it comes, so that it never waits for whoever measures; only the last piece is kept.
    private async Task ReadLogAsync(Stream log)
    {
        while (await log.ReadAsync(_log) is > 0 and var length)
        {
            _logLength = length;
        }
    }

    private async Task<string> AnswerAsync()
    {
        using var limit = new CancellationTokenSource(Limit);
        try
        {
            return await _answers.Reader.ReadAsync(limit.Token);
        }
        catch (Exception e) when (e is ChannelClosedException or OperationCanceledException)
        {
            throw new BenchmarkException($"{string.Join(' ', _process.StartInfo.ArgumentList.Skip(2).Take(2))} does not answer: {string.Join('\n', _errors)}");
        }
    }

    private void Hear(string? line)
    {
        if (line is null)
        {
            _answers.Writer.TryComplete();
        }
        else if (line.StartsWith(ParentPipe.Mark, StringComparison.Ordinal))
        {
            _answers.Writer.TryWrite(line[ParentPipe.Mark.Length..]);
        }
        else
        {
            _errors.Enqueue(line);
        }
    }

    private static bool IsSetting(string name) =>
        name.StartsWith("ASPNETCORE_", StringComparison.OrdinalIgnoreCase)
        || name.StartsWith("ServiceAccounts__", StringComparison.OrdinalIgnoreCase)
        || name.StartsWith("OTEL_", StringComparison.OrdinalIgnoreCase)
        || name.Equals("DOTNET_ENVIRONMENT", StringComparison.OrdinalIgnoreCase);
}
