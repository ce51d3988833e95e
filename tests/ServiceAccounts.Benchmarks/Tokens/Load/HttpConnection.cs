using System.Buffers.Text;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using ServiceAccounts.Server.Hosting;

namespace ServiceAccounts.Benchmarks.Tokens.Load;

/// <summary>One connection on which requests go out as they are, one at a time, and of an answer only the status is kept.</summary>
internal sealed class HttpConnection : IAsyncDisposable
{
    private const int MaxAnswer = 64 * 1024;

    private readonly TcpClient _tcp;
    private readonly Stream _stream;
    private readonly byte[] _buffer = new byte[MaxAnswer];

    private HttpConnection(TcpClient tcp, Stream stream) => (_tcp, _stream) = (tcp, stream);

    /// <summary>Opens one; over TLS with a whole handshake, whatever was negotiated before.</summary>
    public static async Task<HttpConnection> OpenAsync(Uri url, CancellationToken cancellationToken)
    {
        // Closed without waiting for what is late on the network: a thousand new ones a second would use up all ports in half a minute.
        var tcp = new TcpClient { NoDelay = true, LingerState = new LingerOption(enable: true, seconds: 0) };
        try
        {
            await tcp.ConnectAsync(url.Host, url.Port, cancellationToken);
            if (url.Scheme != Uri.UriSchemeHttps)
            {
                return new HttpConnection(tcp, tcp.GetStream());
            }

            var tls = new SslStream(tcp.GetStream());
            await tls.AuthenticateAsClientAsync(
                new SslClientAuthenticationOptions
                {
                    TargetHost = url.Host,
                    AllowTlsResume = false,

                    // Made for this run, by a CA that nobody else knows.
                    RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate is X509Certificate2 made && DevelopmentCertificates.IsOne(made),
                },
                cancellationToken);
            return new HttpConnection(tcp, tls);
        }
        catch
        {
            tcp.Dispose();
            throw;
        }
    }

    /// <summary>Sends a request and reads the whole answer; its status.</summary>
    public async ValueTask<int> SendAsync(ReadOnlyMemory<byte> request, CancellationToken cancellationToken)
    {
        await _stream.WriteAsync(request, cancellationToken);
        var length = 0;
        while (!IsWhole(_buffer.AsSpan(0, length)))
        {
            var read = await _stream.ReadAsync(_buffer.AsMemory(length), cancellationToken);
            if (read == 0)
            {
                throw new IOException("The answer ends in the middle.");
            }

            length += read;
        }

        // HTTP/1.1 200 OK
        return Utf8Parser.TryParse(_buffer.AsSpan(9, 3), out int status, out _) ? status : throw new IOException("The answer has no status.");
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _stream.DisposeAsync();
        _tcp.Dispose();
    }

    private static bool IsWhole(ReadOnlySpan<byte> answer)
    {
        var head = answer.IndexOf("\r\n\r\n"u8);
        if (head < 0)
        {
            return false;
        }

        var at = answer[..head].IndexOf("\r\nContent-Length: "u8);
        return at < 0
            ? answer.EndsWith("0\r\n\r\n"u8)
            : Utf8Parser.TryParse(answer[(at + 18)..], out int length, out _) && answer.Length >= head + 4 + length;
    }
}
