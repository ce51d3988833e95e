using System.Net;
using Microsoft.Extensions.DependencyInjection;
using ServiceAccounts.Server.Outbound;
using ServiceAccounts.Testing;

namespace ServiceAccounts.Server.Tests.Outbound;

/// <summary>Keys are believed because of the TLS certificate of the host that publishes them.</summary>
public sealed class KeyHostCertificateTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [Trait("Requirement", "24")]
    public async Task A_host_whose_certificate_is_of_an_unknown_ca_is_refused(bool anotherCaIsTrusted)
    {
        using var other = new TestCa();
        await using var host = await KeyHost.StartAsync();
        await using var server = await RunningServer.StartAsync(
            anotherCaIsTrusted
                ? [.. KeyHostFixture.SettingsFor(host), $"Outbound:TrustedCertificates={other.PemFile}"]
                : [.. KeyHostFixture.SettingsFor(host).Skip(1)]);

        await AssertCertificateRefusedAsync(server, host, "localhost");
    }

    [Fact]
    [Trait("Requirement", "24")]
    public async Task A_host_whose_certificate_is_for_another_name_is_refused()
    {
        await using var host = await KeyHost.StartAsync();
        await using var server = await RunningServer.StartAsync(
            directory: null,
            builder => builder.Services.AddSingleton<ResolveHost>((_, _) => Task.FromResult<IPAddress[]>([IPAddress.Loopback])),
            KeyHostFixture.SettingsFor(host));

        await AssertCertificateRefusedAsync(server, host, "keys.example");
    }

    [Fact]
    [Trait("Requirement", "24")]
    public async Task A_host_without_tls_is_refused()
    {
        await using var host = await KeyHost.StartAsync(tls: false);
        await using var server = await RunningServer.StartAsync(KeyHostFixture.SettingsFor(host));
        using var key = ClientKeyPair.Es256();
        host.Publish("/jwks.json", key.ToJwks());
        var client = await server.CreateAssertionClientAsync(key, host.UrlOf("/jwks.json"));

        await server.AssertRefusedAsync(client, TokenAnswers.CannotBeHad, "could not be fetched: There is no TLS connection to the host");

        Assert.Equal(0, host.RequestsTo("/jwks.json"));
    }

    private static async Task AssertCertificateRefusedAsync(RunningServer server, KeyHost host, string name)
    {
        using var key = ClientKeyPair.Es256();
        host.Publish("/jwks.json", key.ToJwks());
        var client = await server.CreateAssertionClientAsync(key, $"https://{name}:{host.Port}/jwks.json");

        // The operator reads this line: it must name what is wrong and the setting that mends it.
        await server.AssertRefusedAsync(
            client, TokenAnswers.CannotBeHad,
            $"The keys at https://{name}:{host.Port}/jwks.json could not be fetched: There is no TLS connection to the host "
            + "that can be trusted: its certificate must be for its name, valid now, and of a known CA. "
            + "ServiceAccounts:Outbound:TrustedCertificates can add one.");

        Assert.Equal(0, host.RequestsTo("/jwks.json"));
    }
}
