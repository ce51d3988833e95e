using ServiceAccounts.Server.Hosting;
using ServiceAccounts.Testing;

namespace ServiceAccounts.Server.Tests.Hosting;

/// <summary>Production does not start on what is only good enough for a developer's machine.</summary>
public sealed class ProductionSettingsTests
{
    private const string Issuer = "Issuer=https://auth.example.com";
    private const string IssuerExample = "For example ServiceAccounts__Issuer=https://auth.example.com";
    private const string ProtectionExample = "For example ServiceAccounts__Certificates__Protection=/run/secrets/protection.pfx";

    [Fact]
    public void It_needs_an_issuer_and_a_protection_certificate() => AssertRefused(
        [],
        "ServiceAccounts:Issuer: Production needs the https URL under which clients and resource servers reach this server. " + IssuerExample,
        "ServiceAccounts:Certificates:Protection: Production needs a certificate with an RSA key, as a PFX file: it protects private keys and "
        + "secrets in the database. " + ProtectionExample);

    [Fact]
    public void It_refuses_an_http_issuer() => AssertRefused(
        ["Issuer=http://auth.example.com", $"Certificates:Protection={Pfx.Protection}"],
        "ServiceAccounts:Issuer: Production needs https: over http anybody on the way reads secrets and tokens. " + IssuerExample);

    [Fact]
    public void It_refuses_the_protection_certificate_of_Development() => AssertRefused(
        [Issuer, $"Certificates:Protection={Path.Combine(Pfx.DevelopmentDirectory, "dev-protection.pfx")}"],
        "ServiceAccounts:Certificates:Protection: It is a development certificate, which Production refuses");

    [Fact]
    public void It_refuses_the_TLS_certificate_of_Development() => AssertRefused(
        [Issuer, $"Certificates:Protection={Pfx.Protection}", $"Certificates:Tls={Path.Combine(Pfx.DevelopmentDirectory, "dev-localhost.pfx")}"],
        "ServiceAccounts:Certificates:Tls: It is a development certificate, which Production refuses");

    [Fact]
    public void It_does_not_take_what_lies_in_the_development_directory() => AssertRefused(
        [Issuer, $"Certificates:Directory={Pfx.DevelopmentDirectory}"],
        "ServiceAccounts:Certificates:Protection: Production needs a certificate with an RSA key");

    [Fact]
    public void It_makes_no_certificates()
    {
        var directory = Path.Combine(Path.GetTempPath(), $"serviceaccounts-{Guid.CreateVersion7(TimeProvider.System.GetUtcNow())}");

        AssertRefused([Issuer, $"Certificates:Directory={directory}"], "ServiceAccounts:Certificates:Protection: ");

        Assert.False(Directory.Exists(directory));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("wrong-hunter2")]
    public void It_names_a_wrong_password_without_showing_it(string? password)
    {
        string[] settings = [Issuer, $"Certificates:Protection={Pfx.Locked}"];
        var message = AssertRefused(
            password is null ? settings : [.. settings, $"Certificates:ProtectionPassword={password}"],
            $"ServiceAccounts:Certificates:Protection: The file {Pfx.Locked} is not a PFX file, or "
            + "ServiceAccounts:Certificates:ProtectionPassword is not its password.");

        Assert.DoesNotContain("hunter2", message, StringComparison.Ordinal);
    }

    [Fact]
    public void It_refuses_a_protection_certificate_without_an_RSA_key() => AssertRefused(
        [Issuer, $"Certificates:Protection={Pfx.Elliptic}"],
        "ServiceAccounts:Certificates:Protection: The certificate has no RSA private key. " + ProtectionExample);

    [Fact]
    public void It_refuses_a_certificate_without_its_private_key() => AssertRefused(
        [Issuer, $"Certificates:Protection={Pfx.PublicOnly}"],
        $"ServiceAccounts:Certificates:Protection: The file {Pfx.PublicOnly} has a certificate without its private key.");

    [Fact]
    public void It_refuses_a_file_that_is_not_there() => AssertRefused(
        [Issuer, "Certificates:Protection=/nowhere/protection.pfx"],
        "ServiceAccounts:Certificates:Protection: There is no file /nowhere/protection.pfx.");

    [Fact]
    public async Task It_takes_an_https_issuer_and_a_certificate_with_an_RSA_key_and_a_password()
    {
        await using var server = await BuiltServer.StartAsync(
            "Production", Issuer, $"Certificates:Protection={Pfx.Locked}", $"Certificates:ProtectionPassword={Pfx.Password}");

        using var response = await server.Http.GetAsync(new Uri("/.well-known/oauth-authorization-server", UriKind.Relative));

        Assert.Equal("https://auth.example.com", await response.MemberAsync("issuer"));
    }

    [Theory]
    [InlineData("Staging")]
    [InlineData("production")]
    [InlineData("Devlopment")]
    public void Every_environment_but_Development_has_the_rules_of_Production(string environment)
    {
        var refused = Assert.Throws<SettingsException>(() => Program.Build([$"--environment={environment}"]));

        Assert.Contains("ServiceAccounts:Issuer: Production needs the https URL", refused.Message, StringComparison.Ordinal);
        Assert.Contains("ServiceAccounts:Certificates:Protection: Production needs", refused.Message, StringComparison.Ordinal);
    }

    private static string AssertRefused(string[] settings, params string[] problems)
    {
        var refused = Assert.Throws<SettingsException>(
            () => Program.Build(["--environment=Production", .. settings.Select(setting => "--ServiceAccounts:" + setting)]));
        Assert.Equal(problems.Length, refused.Message.Split(Environment.NewLine).Length - 1);
        Assert.All(problems, problem => Assert.Contains(problem, refused.Message, StringComparison.Ordinal));
        return refused.Message;
    }
}
