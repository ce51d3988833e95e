using System.Net;
using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using ServiceAccounts.Server.Hosting;
using ServiceAccounts.Server.Tests.Hosting;
using ServiceAccounts.Server.Tests.Management;
using ServiceAccounts.Storage;
using ServiceAccounts.Storage.Leases;
using ServiceAccounts.Storage.Ledger;
using ServiceAccounts.Testing;

namespace ServiceAccounts.Server.Tests.Keys;

/// <summary>Signing keys from the operator's files.</summary>
public sealed class OwnKeyTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("serviceaccounts-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task The_first_of_an_algorithm_signs_and_all_are_published_beside_those_of_before()
    {
        var files = new[] { Elliptic("a.pem"), Elliptic("b.pem", "secret"), Pfx.Protection };
        await using var server = await RunningServer.StartAsync(
            $"Keys:Own:0:File={files[0]}", $"Keys:Own:1:File={files[1]}", "Keys:Own:1:Password=secret", $"Keys:Own:2:File={files[2]}");
        var admin = ApiCaller.Administrator(server);

        var elliptic = await admin.KeysAsync();
        Assert.Equal(["active", "announced"], elliptic.Select(key => key.State()));
        Assert.All(elliptic, key => Assert.True(key["own"]!.GetValue<bool>()));

        // One that the server had made before is published until what it signed has run out.
        Assert.Equal(["retired", "active"], (await admin.KeysAsync("RS256")).Select(key => key.State()));
        Assert.Equal(4, (await server.PublishedAsync()).Length);

        var client = await server.CreateSecretClientAsync();
        var token = await server.TokenAsync(client);
        Assert.Equal(elliptic[0].Kid(), KeyWorld.KidOf(token));
        Assert.Null((await ResourceServer.OfDefaultApi(server).VerifyAsync(token)).Exception);

        await admin.PostAsync(KeyWorld.Keys + "/rotate").ProblemAsync(HttpStatusCode.Conflict, "own_key");
        await admin.PostAsync($"{KeyWorld.Keys}/{elliptic[0].Kid()}/retire").ProblemAsync(HttpStatusCode.Conflict, "own_key");

        await server.Services.RotateWhatIsDueAsync();
        server.Time.Advance(TimeSpan.FromHours(25));
        await server.Services.RotateWhatIsDueAsync();
        Assert.Equal(3, (await server.PublishedAsync()).Length);
        Assert.DoesNotContain(server.Log.Lines, line => line.Contains("PRIVATE KEY", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_node_that_leaves_them_has_the_key_that_it_makes_published_by_the_others()
    {
        await using var server = await RunningServer.StartAsync($"Keys:Own:0:File={Elliptic("a.pem")}");
        server.Time.Advance(TimeSpan.FromHours(25));
        await server.Services.RotateWhatIsDueAsync();
        var before = await server.PublishedAsync();

        await using var other = await server.SecondNodeAsync();

        var made = other.Services.SignsWith();
        Assert.DoesNotContain(made, before);
        await Eventually.IsTrueAsync(async () => (await server.PublishedAsync()).Contains(made));
        await using var db = await server.Services.GetRequiredService<IDbContextFactory<ServiceAccountsDbContext>>().CreateDbContextAsync();
        Assert.Single(
            await db.Set<LedgerEntry>().AsNoTracking().Where(entry => entry.Action == "signing_key.activated").ToListAsync(),
            entry => entry.Details.Contains(made, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_node_with_them_does_not_end_a_key_that_another_node_signs_with()
    {
        await using var server = await RunningServer.StartAsync($"Keys:Own:0:File={Elliptic("a.pem")}");
        var admin = ApiCaller.Administrator(server);
        await using var other = await server.SecondNodeAsync();
        var made = other.Services.SignsWith();
        var published = await server.PublishedAsync();

        // As the lease goes from one to the other.
        for (var turn = 0; turn < 2; turn++)
        {
            await server.Services.RotateWhatIsDueAsync();
            await other.LearnAsync();
            await other.Services.RotateWhatIsDueAsync();
        }

        Assert.Equal(made, other.Services.SignsWith());
        await Eventually.IsTrueAsync(async () => (await server.PublishedAsync()).Order().SequenceEqual(published.Append(made).Distinct().Order()));

        await other.Services.GetRequiredService<Leases>().ReleaseAllAsync(CancellationToken.None);
        await server.Services.RotateWhatIsDueAsync();
        Assert.NotNull(Assert.Single(await admin.KeysAsync(), key => key.Kid() == made)["accepted_until"]);
    }

    [Fact]
    public async Task A_file_that_others_can_read_is_warned_of()
    {
        var path = Elliptic("open.pem");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.OtherRead);
        }

        await using var server = await RunningServer.StartAsync($"Keys:Own:0:File={path}");

        Assert.Contains(server.Log.Lines, line => line.Contains($"{path} has a private key, and others", StringComparison.Ordinal));
    }

    [Fact]
    public void A_key_that_cannot_sign_is_refused_with_the_reason()
    {
        Refused("/nowhere/key.pem", "There is no file /nowhere/key.pem.");
        Refused(Write("empty.pem", string.Empty), "has no private key that can be opened");
        Refused(Write("noise.pem", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"), "has no private key that can be opened");
        Refused(Pfx.PublicOnly, "has no private key");
        Refused(Pfx.Locked, "Password beside it is not its password");
        Refused(Elliptic("locked.pem", "secret"), "Password beside it is not its password");
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        Refused(Write("p384.pem", other.ExportPkcs8PrivateKeyPem()), "another curve than P-256");
        using var good = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        Refused(Write("public.pem", good.ExportSubjectPublicKeyInfoPem()), "the public half alone");
        using var small = RSA.Create(1024);
        Refused(Write("small.pem", small.ExportRSAPrivateKeyPem()), "has 1024 bits: RSA keys have 2048 to 4096.");
        Refused(Write("long.pem", new string('x', 200_000)), "too long");
        Refused(string.Empty, "It names no file.");

        var twice = Elliptic("twice.pem");
        var problem = Assert.Throws<SettingsException>(() => Program.Build(Settings(twice, twice))).Message;
        Assert.Contains($"ServiceAccounts:Keys:Own:1:File: The key in {twice} is listed before it.", problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Keys:AnnounceDays=90", "fewer than RotateAfterDays", "ServiceAccounts__Keys__AnnounceDays=14")]
    [InlineData("Keys:RotateAfterDays=1", "between 2 and 3650", "ServiceAccounts__Keys__RotateAfterDays=90")]
    [InlineData("Keys:Own=key.pem", "It is a list", "ServiceAccounts__Keys__Own__0__File=/run/secrets/")]
    [InlineData("Certificates:PreviousProtection:0:File=/nowhere/old.pfx", "There is no file /nowhere/old.pfx.", "ServiceAccounts__Certificates__PreviousProtection__0__File=")]
    [InlineData("Certificates:PreviousProtection:0:Password=x", "It names no file.", "ServiceAccounts__Certificates__PreviousProtection__0__File=")]
    public void A_wrong_setting_is_named_with_an_example(string setting, string reason, string example)
    {
        var problem = Assert.Throws<SettingsException>(() => Program.Build([.. Settings(), "--ServiceAccounts:" + setting])).Message;

        Assert.Contains(reason, problem, StringComparison.Ordinal);
        Assert.Contains(example, problem, StringComparison.Ordinal);
    }

    private static void Refused(string path, string reason)
    {
        var problem = Assert.Throws<SettingsException>(() => Program.Build(Settings(path))).Message;

        Assert.Contains("ServiceAccounts:Keys:Own:0:File: ", problem, StringComparison.Ordinal);
        Assert.Contains(reason, problem, StringComparison.Ordinal);
        Assert.Contains("For example ServiceAccounts__Keys__Own__0__File=/run/secrets/signing-es256.pem", problem, StringComparison.Ordinal);
    }

    private static string[] Settings(params string[] files) =>
        ["--environment=Development", $"--ServiceAccounts:Certificates:Directory={Pfx.DevelopmentDirectory}", .. files.Select((file, i) => $"--ServiceAccounts:Keys:Own:{i}:File={file}")];

    private string Elliptic(string name, string? password = null)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return Write(name, password is null
            ? key.ExportECPrivateKeyPem()
            : key.ExportEncryptedPkcs8PrivateKeyPem(password, new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1_000)));
    }

    private string Write(string name, string content)
    {
        var path = Path.Combine(_directory, name);
        File.WriteAllText(path, content);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        return path;
    }
}
