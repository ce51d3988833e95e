using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using ServiceAccounts.Testing;

namespace ServiceAccounts.Server.Tests.Outbound;

/// <summary>What a key host sends in place of HTTP is repeated nowhere.</summary>
public sealed class TalkativeHostTests
{
    [Theory]
    [InlineData("SECRET-BANNER ssh 2.0\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nSECRET-BANNER \u001b[31m\r\n\r\n")]
    public async Task A_strangers_bytes_are_in_no_log_and_no_answer(string sent)
    {
        using var ca = new TestCa();
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var talking = TalkAsync(listener, ca, sent);
        await using var server = await RunningServer.StartAsync(
            $"Outbound:TrustedCertificates={ca.PemFile}", "Outbound:AllowedNetworks:0=127.0.0.0/8", "Outbound:AllowedNetworks:1=::1/128");
        using var key = ClientKeyPair.Es256();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        var client = await server.CreateAssertionClientAsync(key, $"https://127.0.0.1:{port}/jwks.json");

        using var response = await server.Admin.PostAsync(
            $"/management/v1/service-accounts/{client.AccountId}/applications/{client.ClientId}/refresh-keys", null);

        await talking;
        Assert.Equal("keys_unavailable", await response.MemberAsync("code"));
        Assert.Contains("it does not answer in HTTP.", await response.MemberAsync("detail"), StringComparison.Ordinal);
        Assert.DoesNotContain(server.Log.Lines, line => line.Contains("SECRET-BANNER", StringComparison.Ordinal));
    }

    private static async Task TalkAsync(TcpListener listener, TestCa ca, string sent)
    {
        using var connection = await listener.AcceptTcpClientAsync();
        await using var stream = new SslStream(connection.GetStream());
        await stream.AuthenticateAsServerAsync(ca.Issue());
        await stream.WriteAsync(Encoding.Latin1.GetBytes(sent));
        await stream.ShutdownAsync();
    }
}
