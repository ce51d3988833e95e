using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using ServiceAccounts.Testing;

namespace ServiceAccounts.Server.Tests.Token;

/// <summary>Requests that no HTTP client would send, written byte by byte.</summary>
internal static class RawRequest
{
    /// <summary>Sends these lines to the token endpoint and reads the answer until the server closes.</summary>
    public static async Task<HttpResponseMessage> SendAsync(RunningServer server, IEnumerable<string> headers, string body)
    {
        var address = new Uri(server.Issuer);
        using var connection = new TcpClient();
        await connection.ConnectAsync(address.Host, address.Port);

        // The CA is the test run's own; who answers on this port of loopback is not what these tests are about.
        await using var stream = new SslStream(
            connection.GetStream(), false, (_, _, _, errors) => (errors & ~SslPolicyErrors.RemoteCertificateChainErrors) == 0);
        await stream.AuthenticateAsClientAsync(address.Host);

        var head = string.Join("\r\n", ["POST /oauth2/token HTTP/1.1", $"Host: {address.Authority}", "Connection: close", .. headers]);
        await stream.WriteAsync(Encoding.Latin1.GetBytes($"{head}\r\n\r\n{body}"));
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return Parse(await reader.ReadToEndAsync());
    }

    private static HttpResponseMessage Parse(string text)
    {
        var parts = text.Split("\r\n\r\n", 2);
        var lines = parts[0].Split("\r\n");
        var response = new HttpResponseMessage((HttpStatusCode)int.Parse(lines[0].Split(' ')[1], CultureInfo.InvariantCulture))
        {
            Content = new ByteArrayContent(Encoding.UTF8.GetBytes(parts[1])),
        };
        foreach (var line in lines.Skip(1))
        {
            var header = line.Split(':', 2, StringSplitOptions.TrimEntries);
            if (!response.Headers.TryAddWithoutValidation(header[0], header[1]))
            {
                response.Content.Headers.TryAddWithoutValidation(header[0], header[1]);
            }
        }

        return response;
    }
}
