using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using ServiceAccounts.Storage;
using ServiceAccounts.Storage.Keys;
using ServiceAccounts.Testing;

namespace ServiceAccounts.Server.Tests.Hosting;

/// <summary>Who gets hold of the database file, and not of the protection certificate, holds nothing that opens anything.</summary>
public sealed class SecretsAtRestTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("serviceaccounts-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task Client_secrets_and_api_tokens_are_nowhere_in_the_files()
    {
        string[] secrets;
        await using (var server = await RunningServer.StartAsync(_directory, configure: null))
        {
            var client = await server.CreateSecretClientAsync();
            using var response = await server.RequestTokenAsync(client.Basic, ("grant_type", "client_credentials"));
            response.EnsureSuccessStatusCode();
            secrets = [client.Secret, server.AdminToken, (await response.MemberAsync("access_token"))!];
            AssertNowhere(secrets);
        }

        AssertNowhere(secrets);
    }

    [Fact]
    public async Task Signing_keys_and_server_secrets_are_sealed()
    {
        await using var server = await RunningServer.StartAsync(_directory, configure: null);
        await using var db = await server.Services.GetRequiredService<IDbContextFactory<ServiceAccountsDbContext>>().CreateDbContextAsync();
        var keys = await db.Set<SigningKey>().AsNoTracking().OrderBy(k => k.KeyId).Take(10).ToListAsync();
        var secrets = await db.Set<ServerSecret>().AsNoTracking().OrderBy(s => s.Version).Take(10).ToListAsync();
        var protector = server.Services.GetRequiredService<IKeyProtector>();

        Assert.Equal(["ES256", "RS256"], keys.Select(key => key.Algorithm).Order());
        foreach (var key in keys)
        {
            using AsymmetricAlgorithm algorithm = key.Algorithm == "ES256" ? ECDsa.Create() : RSA.Create();
            Assert.ThrowsAny<CryptographicException>(() => algorithm.ImportPkcs8PrivateKey(key.ProtectedPrivateKey, out _));

            // With the ring it is the key: so it is sealed, and not something else altogether.
            var opened = protector.Unprotect(key.ProtectedPrivateKey);
            algorithm.ImportPkcs8PrivateKey(opened, out _);
            AssertNowhere(opened);
        }

        Assert.Equal(Enum.GetValues<ServerSecretPurpose>().Length, secrets.Count);
        Assert.All(secrets, secret => AssertNowhere(protector.Unprotect(secret.ProtectedKey)));
    }

    [Fact]
    public async Task The_key_ring_is_sealed_with_the_protection_certificate()
    {
        await using var server = await RunningServer.StartAsync(_directory, configure: null);
        await using var db = await server.Services.GetRequiredService<IDbContextFactory<ServiceAccountsDbContext>>().CreateDbContextAsync();
        var element = await db.Set<KeyRingElement>().AsNoTracking().SingleAsync();

        Assert.Contains("EncryptedData", element.Xml, StringComparison.Ordinal);
        Assert.DoesNotContain("<masterKey", element.Xml, StringComparison.Ordinal);
    }

    private void AssertNowhere(byte[] secret) => AssertNowhere(
        Encoding.Latin1.GetString(secret), Convert.ToBase64String(secret), Convert.ToHexString(secret), Convert.ToHexStringLower(secret));

    // The write-ahead log included: what has just been committed is there and not yet in the database itself.
    private void AssertNowhere(params string[] secrets)
    {
        var files = Directory.GetFiles(_directory, "test.db*");
        Assert.NotEmpty(files);
        foreach (var file in files.Where(file => !file.EndsWith(".lock", StringComparison.Ordinal)))
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var reader = new StreamReader(stream, Encoding.Latin1);
            var content = reader.ReadToEnd();
            Assert.All(secrets, secret => Assert.DoesNotContain(secret, content, StringComparison.Ordinal));
        }
    }
}
