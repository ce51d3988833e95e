using System.Security.Cryptography.X509Certificates;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using ServiceAccounts.Server.Tests.Hosting;
using ServiceAccounts.Storage;
using ServiceAccounts.Storage.Keys;
using ServiceAccounts.Testing;

namespace ServiceAccounts.Server.Tests.Keys;

/// <summary>The protection certificate is followed by another, and nothing that was sealed is lost.</summary>
public sealed class ProtectionRenewalTests : IDisposable
{
    private static readonly string Old = ThumbprintOf(Pfx.Protection);
    private static readonly string New = ThumbprintOf(Pfx.OtherProtection);

    private readonly string _directory = Directory.CreateTempSubdirectory("serviceaccounts-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task Old_then_both_then_new_alone_keeps_keys_and_secrets()
    {
        SecretClient client;
        string[] published;
        await using (var server = await StartAsync($"Certificates:Protection={Pfx.Protection}"))
        {
            client = await server.CreateSecretClientAsync();
            published = await server.PublishedAsync();
        }

        await using (var server = await StartAsync(
            $"Certificates:Protection={Pfx.OtherProtection}", $"Certificates:PreviousProtection:0:File={Pfx.Protection}"))
        {
            await AssertSameAsync(server, client, published);
            Assert.Contains(
                server.Log.Lines, line => line.Contains($"Nothing in the database is under the protection certificate {Old} any more, all is under {New}", StringComparison.Ordinal));
        }

        await using (var server = await StartAsync($"Certificates:Protection={Pfx.OtherProtection}"))
        {
            await AssertSameAsync(server, client, published);
        }

        // And the old one is of no use any more: the message names what is.
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => StartAsync($"Certificates:Protection={Pfx.Protection}"));
        Assert.StartsWith("ServiceAccounts:Certificates:Protection: This certificate does not open the keys", refused.Message, StringComparison.Ordinal);
        Assert.Contains(New, refused.Message, StringComparison.Ordinal);
        Assert.Contains("ServiceAccounts:Certificates:PreviousProtection:0:File", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nodes_that_have_them_in_another_order_open_what_either_wrote()
    {
        await using var server = await StartAsync(
            $"Certificates:Protection={Pfx.Protection}", $"Certificates:PreviousProtection:0:File={Pfx.OtherProtection}");
        await using (var other = await server.SecondNodeAsync(
            $"Certificates:Protection={Pfx.OtherProtection}", $"Certificates:PreviousProtection:0:File={Pfx.Protection}"))
        {
            Assert.Equal(server.Services.SignsWith(), other.Services.SignsWith());
            Assert.Contains(New, await RingAsync(server), StringComparer.Ordinal);

            // What the one makes now the other opens, in both directions.
            server.Time.Advance(TimeSpan.FromDays(76));
            await server.Services.RotateWhatIsDueAsync();
            await other.LearnAsync();
            server.Time.Advance(TimeSpan.FromDays(14));
            Assert.Equal(server.Services.SignsWith(), other.Services.SignsWith());
        }

        await using var again = await server.SecondNodeAsync(
            $"Certificates:Protection={Pfx.Protection}", $"Certificates:PreviousProtection:0:File={Pfx.OtherProtection}");
        Assert.Equal([Old], await RingAsync(server));
        Assert.Equal(server.Services.SignsWith(), again.Services.SignsWith());
    }

    private Task<RunningServer> StartAsync(params string[] settings) => RunningServer.StartAsync(_directory, configure: null, settings);

    private static async Task AssertSameAsync(RunningServer server, SecretClient client, string[] published)
    {
        Assert.Equal(published, await server.PublishedAsync());
        Assert.Contains(KeyWorld.KidOf(await server.TokenAsync(client)), published);
    }

    private static async Task<string[]> RingAsync(RunningServer server)
    {
        await using var db = await server.Services.GetRequiredService<IDbContextFactory<ServiceAccountsDbContext>>().CreateDbContextAsync();
        var elements = await db.Set<KeyRingElement>().AsNoTracking().OrderBy(element => element.Name).Select(element => element.Xml).Take(10).ToListAsync();
        return [.. elements.Select(xml => ThumbprintOf(Convert.FromBase64String(xml.Split("X509Certificate>")[1].Split('<')[0]))).Distinct()];
    }

    private static string ThumbprintOf(byte[] certificate) => X509CertificateLoader.LoadCertificate(certificate).Thumbprint;

    private static string ThumbprintOf(string pfx) => X509CertificateLoader.LoadPkcs12FromFile(pfx, null).Thumbprint;
}
