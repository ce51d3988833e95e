using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace ServiceAccounts.Server.Tests.Conformance;

/// <summary>A connection on which bytes are sent that no HTTP client would send; it is made again when the server has closed it.</summary>
internal sealed class RawConnection(int port) : IDisposable
{
    private const int MaxAnswerBytes = 1024 * 1024;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private TcpClient? _client;

    /// <summary>Sends one whole request and reads its answer; null where the server closes without one.</summary>
    public async Task<RawAnswer?> SendAsync(byte[] request)
    {
        using var patience = new CancellationTokenSource(Patience);
        _client ??= await ConnectAsync(patience.Token);
        var stream = _client.GetStream();
        await stream.WriteAsync(request, patience.Token);
        var answer = await ReadAsync(stream, patience.Token);
        if (answer?.Closes != false)
        {
            Dispose();
        }

        return answer;
    }

    /// <summary>Sends bytes that may be any number of requests, then no more, and reads all that comes back.</summary>
    public async Task<IReadOnlyList<RawAnswer>> SendLastAsync(byte[] bytes)
    {
        using var patience = new CancellationTokenSource(Patience);
        Dispose();
        _client = await ConnectAsync(patience.Token);
        var answers = new List<RawAnswer>();
        try
        {
            var stream = _client.GetStream();
            await stream.WriteAsync(bytes, patience.Token);
            _client.Client.Shutdown(SocketShutdown.Send);
            while (await ReadAsync(stream, patience.Token) is { } answer)
            {
                answers.Add(answer);
            }
        }
        catch (IOException)
        {
            // The server has closed before it had read all: what it had to say has been read.
        }

        Dispose();
        return answers;
    }

    public void Dispose()
    {
        _client?.Dispose();
        _client = null;
    }

    private async Task<TcpClient> ConnectAsync(CancellationToken cancellationToken)
    {
        var client = new TcpClient { NoDelay = true };
        await client.ConnectAsync(IPAddress.Loopback, port, cancellationToken);
        return client;
    }

    private static async Task<RawAnswer?> ReadAsync(NetworkStream stream, CancellationToken cancellationToken)
    {
        var received = new byte[16 * 1024];
        var length = 0;
        while (true)
        {
            if (RawAnswer.TryParse(received.AsSpan(0, length)) is { } answer)
            {
                return answer;
            }

            if (length == received.Length)
            {
                Assert.True(length < MaxAnswerBytes, "The answer has no end.");
                Array.Resize(ref received, length * 2);
            }

            // One answer at a time: a byte of the next is read with it only where requests were sent together.
            var read = await stream.ReadAsync(received.AsMemory(length), cancellationToken);
            if (read == 0)
            {
                Assert.True(length == 0, Encoding.Latin1.GetString(received, 0, length));
                return null;
            }

            length += read;
        }
    }
}

/// <summary>An answer as it came.</summary>
internal sealed record RawAnswer(int Status, string Head, string Body)
{
    public bool Closes => HeaderOf("Connection")?.Equals("close", StringComparison.OrdinalIgnoreCase) == true;

    public string? HeaderOf(string name) => Head.Split("\r\n")
        .Where(line => line.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase))
        .Select(line => line[(name.Length + 1)..].Trim())
        .FirstOrDefault();

    /// <summary>The first answer in these bytes, or null while it is not whole.</summary>
    public static RawAnswer? TryParse(ReadOnlySpan<byte> received)
    {
        var end = received.IndexOf("\r\n\r\n"u8);
        if (end < 0)
        {
            return null;
        }

        var head = Encoding.Latin1.GetString(received[..end]);
        var answer = new RawAnswer(int.Parse(head.AsSpan(9, 3), CultureInfo.InvariantCulture), head, string.Empty);
        var rest = received[(end + 4)..];
        if (answer.HeaderOf("Transfer-Encoding") is not null)
        {
            return Unchunk(rest) is { } body ? answer with { Body = body } : null;
        }

        var length = int.Parse(answer.HeaderOf("Content-Length") ?? "0", CultureInfo.InvariantCulture);
        return rest.Length < length ? null : answer with { Body = Encoding.UTF8.GetString(rest[..length]) };
    }

    private static string? Unchunk(ReadOnlySpan<byte> chunks)
    {
        var body = new List<byte>();
        while (chunks.IndexOf("\r\n"u8) is > 0 and var line)
        {
            var length = int.Parse(Encoding.Latin1.GetString(chunks[..line]), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            chunks = chunks[(line + 2)..];
            if (chunks.Length < length + 2)
            {
                return null;
            }

            if (length == 0)
            {
                return Encoding.UTF8.GetString([.. body]);
            }

            body.AddRange(chunks[..length]);
            chunks = chunks[(length + 2)..];
        }

        return null;
    }
}
