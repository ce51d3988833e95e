using ServiceAccounts.Server.Hosting;

namespace ServiceAccounts.Server.Tests.Hosting;

/// <summary>What is typed wrong starts no server, and is answered with what was meant.</summary>
public sealed class CommandLineTests
{
    [Theory]
    [InlineData]
    [InlineData("--migrate")]
    [InlineData("--generate-token")]
    [InlineData("--new-admin-token", "--ServiceAccounts:Storage:ConnectionString=Data Source=x.db")]
    [InlineData("--check")]
    [InlineData("--backup", "/tmp/b.db", "--environment=Production")]
    [InlineData("--restored")]
    [InlineData("--restored", "--environment=Production")]
    [InlineData("--restored", "journal.ndjson", "--environment=Production")]
    [InlineData("--help", "me")]
    [InlineData("--ServiceAccounts:Issuer=https://auth.example.com", "--environment", "Production")]
    [InlineData("--serviceaccounts:issuer", "https://auth.example.com", "--URLS=http://localhost:1")]
    [InlineData("--Kestrel:Endpoints:Http:Url=http://*:1", "--Logging:LogLevel:Default=Debug", "--AllowedHosts=*")]
    [InlineData("--http_ports=1", "--https_ports=2", "--shutdownTimeoutSeconds=5")]
    public void Commands_and_settings_are_taken(params string[] args) => Assert.Null(CommandLine.ProblemOf(args));

    [Theory]
    [InlineData("--help=me", "--help", " Did you mean --help?")]
    [InlineData("--generate-tokens", "--generate-tokens", " Did you mean --generate-token?")]
    [InlineData("--Migrate", "--Migrate", " Did you mean --migrate?")]
    [InlineData("migrate", "migrate", " Did you mean --migrate?")]
    [InlineData("-h", "-h", " Did you mean --help?")]
    [InlineData("--dump /tmp/b.db", "--dump", "")]
    [InlineData("--check x", "x", "")]
    [InlineData("--backup /tmp/b.db x", "x", "")]
    [InlineData("x", "x", "")]
    [InlineData("--Issuer=https://x", "--Issuer", " Did you mean --ServiceAccounts:Issuer=VALUE?")]
    [InlineData("--issuer https://x", "--issuer", " Did you mean --ServiceAccounts:Issuer=VALUE?")]
    [InlineData("--Tokens:DefaultTtlSeconds=60", "--Tokens:DefaultTtlSeconds", " Did you mean --ServiceAccounts:Tokens:DefaultTtlSeconds=VALUE?")]
    [InlineData("--DefaultTtlSeconds=60", "--DefaultTtlSeconds", " Did you mean --ServiceAccounts:Tokens:DefaultTtlSeconds=VALUE?")]
    [InlineData("--ServiceAccounts__Issuer=x", "--ServiceAccounts__Issuer", " Did you mean --ServiceAccounts:Issuer=VALUE?")]
    [InlineData("ServiceAccounts:Issuer=x", "ServiceAccounts:Issuer", " Did you mean --ServiceAccounts:Issuer=VALUE?")]
    [InlineData("urls=x", "urls", " Did you mean --urls=VALUE?")]
    [InlineData("--ServiceAccounts:=x", "--ServiceAccounts:", "")]
    [InlineData("--migrate x", "x", "")]
    [InlineData("--ServiceAccounts:Issuer=https://x --migrate", "--migrate", " --migrate goes first.")]
    public void Anything_else_is_named_with_what_was_meant_and_the_commands(string typed, string argument, string meant)
    {
        var problem = CommandLine.ProblemOf(typed.Split(' '));

        Assert.StartsWith($"{argument}: This is no command and no setting.{meant}{Environment.NewLine}", problem, StringComparison.Ordinal);
        Assert.All(
            ["--migrate", "--check", "--backup", "--restored", "--generate-token", "--new-admin-token", "--help"],
            command => Assert.Contains($"  {command} ", problem, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("--urls")]
    [InlineData("--urls --environment=Production")]
    public void A_setting_has_a_value(string typed) => Assert.StartsWith(
        "--urls: This setting has no value: --urls=VALUE.", CommandLine.ProblemOf(typed.Split(' ')), StringComparison.Ordinal);

    [Theory]
    [InlineData("--backup")]
    [InlineData("--backup --environment=Production")]
    public void A_backup_has_a_file(string typed) => Assert.StartsWith(
        "--backup: Name the file to write", CommandLine.ProblemOf(typed.Split(' ')), StringComparison.Ordinal);

    [Fact]
    public void A_value_does_not_get_into_the_message() =>
        Assert.DoesNotContain("hunter2", CommandLine.ProblemOf(["--Token=hunter2"]), StringComparison.Ordinal);

    [Fact]
    public void Help_names_every_setting_that_the_server_reads()
    {
        var refused = Assert.Throws<SettingsException>(() => Program.Build(["--environment=Development", "--ServiceAccounts:X=1"]));
        var known = refused.Message.Split("Known are ")[1].TrimEnd('.').Split(", ");

        Assert.All(known, name => Assert.Contains($"  {name}", CommandLine.Usage, StringComparison.Ordinal));
    }
}
