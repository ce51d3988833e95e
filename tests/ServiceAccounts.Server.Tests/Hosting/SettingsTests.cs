using ServiceAccounts.Server.Hosting;

namespace ServiceAccounts.Server.Tests.Hosting;

/// <summary>A wrong setting keeps the server from starting, with a message that is enough to put it right.</summary>
public sealed class SettingsTests
{
    [Theory]
    [InlineData("Tokens:DefaultTtlSeconds=abc", "The value is not of type Int32.", "ServiceAccounts__Tokens__DefaultTtlSeconds=3600")]
    [InlineData(
        "Tokens:DefaultTtlSeconds=99999999999", "The value is not of type Int32.", "ServiceAccounts__Tokens__DefaultTtlSeconds=3600")]
    [InlineData("Tokens:DefaultTtlSeconds=59", "between 60 and 86400", "ServiceAccounts__Tokens__DefaultTtlSeconds=3600")]
    [InlineData("Tokens:MaximumTtlSeconds=86401", "between 60 and 86400", "ServiceAccounts__Tokens__MaximumTtlSeconds=86400")]
    [InlineData("Assertions:ClockSkewSeconds=-1", "between 0 and 300", "ServiceAccounts__Assertions__ClockSkewSeconds=60")]
    [InlineData(
        "Assertions:AllowTokenEndpointAudience=perhaps", "not of type Boolean",
        "ServiceAccounts__Assertions__AllowTokenEndpointAudience=True")]
    [InlineData("Journal:Issuance=sometimes", "not of type IssuanceDurability", "ServiceAccounts__Journal__Issuance=Durable")]
    [InlineData("Journal:Issuance=7", "is invalid", "ServiceAccounts__Journal__Issuance=Durable")]
    [InlineData("Cache:Clients=1", "between 100 and 10000000", "ServiceAccounts__Cache__Clients=100000")]
    [InlineData("Bootstrap:AdminName=", "required", "ServiceAccounts__Bootstrap__AdminName=Administrator")]
    [InlineData("Bootstrap:Token=sa_token_short", "--generate-token prints one", "ServiceAccounts__Bootstrap__Token=\"$(./ServiceAccounts.Server --generate-token)\"")]
    [InlineData("Certificates:Directory=", "required", "ServiceAccounts__Certificates__Directory=certs")]
    [InlineData("Certificates:Directory=/dev/null/certs", "Certificates cannot be kept there: ", "ServiceAccounts__Certificates__Directory=certs")]
    [InlineData("Storage:Provider=Oracle", "The databases are: Sqlite, PostgreSql, SqlServer.", "ServiceAccounts__Storage__Provider=Sqlite")]
    [InlineData("Storage:ConnectionString=", "required", "ServiceAccounts__Storage__ConnectionString=\"Data Source=data/serviceaccounts.db\"")]
    [InlineData(
        "Storage:ConnectionString=Host=db;Username=sa", "It is no connection string of SQLite",
        "ServiceAccounts__Storage__ConnectionString=\"Data Source=data/serviceaccounts.db\"")]
    [InlineData(
        "Storage:ConnectionString=Pooling=True", "It is no connection string of SQLite",
        "ServiceAccounts__Storage__ConnectionString=\"Data Source=data/serviceaccounts.db\"")]
    [InlineData(
        "Outbound:TrustedCertificates=/nowhere/ca.pem", "There is no file /nowhere/ca.pem.",
        "ServiceAccounts__Outbound__TrustedCertificates=/")]
    [InlineData("Region=MARS", "The region table has no such code. It has AU, CA, ", "ServiceAccounts__Region=AU")]
    [InlineData("Region=us1", "The region table has no such code.", "ServiceAccounts__Region=AU")]
    [InlineData("Region=", "The region table has no such code.", "ServiceAccounts__Region=AU")]
    [InlineData("RegionDomain=https://example.com", "domain name in lower case", "ServiceAccounts__RegionDomain=serviceaccounts.example")]
    [InlineData("RegionDomain=", "domain name in lower case", "ServiceAccounts__RegionDomain=serviceaccounts.example")]
    [InlineData("Regions=EU", "It is a list", "ServiceAccounts__Regions__0")]
    [InlineData("Certificates:RequestClientCertificates=perhaps", "not of type Boolean", "ServiceAccounts__Certificates__RequestClientCertificates=True")]
    [InlineData("Certificates:ClientAuthorities=/nowhere/ca.pem", "There is no file /nowhere/ca.pem.", "ServiceAccounts__Certificates__ClientAuthorities=/")]
    [InlineData("Certificates:ClientAuthorities=/etc/hostname", "no certificate in PEM form", "ServiceAccounts__Certificates__ClientAuthorities=/")]
    [InlineData("Outbound:Proxy=proxy:3128", "http URL", "ServiceAccounts__Outbound__Proxy=http://proxy.internal:3128")]
    public void A_wrong_value_is_named_with_the_reason_and_a_valid_example(string setting, string reason, string example)
    {
        var problem = Assert.Single(ProblemsOf(setting));

        Assert.StartsWith($"ServiceAccounts:{setting[..setting.IndexOf('=', StringComparison.Ordinal)]}: ", problem, StringComparison.Ordinal);
        Assert.Contains(reason, problem, StringComparison.Ordinal);
        Assert.Contains($" For example {example}", problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Data Source=data/serviceaccounts.db")]
    [InlineData("Host=db.example.com;Database=serviceaccounts")]
    [InlineData("Database=serviceaccounts")]
    public void A_connection_string_of_SQL_Server_names_server_and_database(string connection)
    {
        var problem = Assert.Single(ProblemsOf("Storage:Provider=SqlServer", $"Storage:ConnectionString={connection}"));

        Assert.StartsWith(
            "ServiceAccounts:Storage:ConnectionString: It is no connection string of SQL Server that names Server and Database. "
            + "For example ServiceAccounts__Storage__ConnectionString=\"Server=db.example.com;Database=serviceaccounts;",
            problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Data Source=data/serviceaccounts.db")]
    [InlineData("Host=db.example.com;Username=serviceaccounts")]
    [InlineData("Database=serviceaccounts")]
    public void A_connection_string_of_PostgreSQL_names_host_and_database(string connection)
    {
        var problem = Assert.Single(ProblemsOf("Storage:Provider=PostgreSql", $"Storage:ConnectionString={connection}"));

        Assert.StartsWith(
            "ServiceAccounts:Storage:ConnectionString: It is no connection string of PostgreSQL that names Host and Database. "
            + "For example ServiceAccounts__Storage__ConnectionString=\"Host=db.example.com;Database=serviceaccounts;",
            problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("PostgreSql", "Host=db;Database=x;Maximum Pool Size=15", "Its Maximum Pool Size is below 16, and a node needs that many connections")]
    [InlineData("SqlServer", "Server=db;Database=x;Max Pool Size=15", "Its Max Pool Size is below 16, and a node needs that many connections")]
    public void A_pool_that_is_too_small_for_a_node_is_refused(string provider, string connection, string reason)
    {
        var problem = Assert.Single(ProblemsOf($"Storage:Provider={provider}", $"Storage:ConnectionString={connection}"));

        Assert.StartsWith("ServiceAccounts:Storage:ConnectionString: " + reason, problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_certificate_in_a_header_needs_proxies_that_may_send_it()
    {
        var problem = Assert.Single(ProblemsOf("Proxies:CertificateHeader=Client-Cert"));

        Assert.StartsWith("ServiceAccounts:Proxies:Networks: ", problem, StringComparison.Ordinal);
        Assert.Contains("known proxies alone", problem, StringComparison.Ordinal);
        Assert.Contains("ServiceAccounts__Proxies__Networks__0=10.0.0.0/8", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void The_name_of_that_header_is_one()
    {
        var problem = Assert.Single(ProblemsOf("Proxies:CertificateHeader=X Client: Cert", "Proxies:Networks:0=10.0.0.0/8"));

        Assert.Contains("It is the name of a header", problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://auth.example.com/")]
    [InlineData("https://auth.example.com/tenant")]
    [InlineData("https://auth.example.com?tenant=1")]
    [InlineData("https://auth.example.com#top")]
    [InlineData("https://user@auth.example.com")]
    [InlineData("https://auth.example.com:443")]
    [InlineData("https://AUTH.example.com")]
    [InlineData("HTTPS://auth.example.com")]
    [InlineData("ftp://auth.example.com")]
    [InlineData("auth.example.com")]
    [InlineData("/auth")]
    public void An_issuer_has_one_spelling(string issuer)
    {
        var problem = Assert.Single(ProblemsOf($"Issuer={issuer}"));

        Assert.Equal(
            "ServiceAccounts:Issuer: It is an http(s) URL of scheme, host and port: no path, no final slash, lower case. "
            + "For example ServiceAccounts__Issuer=https://auth.example.com",
            problem);
    }

    [Theory]
    [InlineData("Outbound:AllowedNetworks:0=10.0.0.1")]
    [InlineData("Outbound:AllowedNetworks:0=10.0.0.0/33")]
    [InlineData("Outbound:AllowedNetworks:0=internal")]
    [InlineData("Outbound:AllowedNetworks=10.0.0.0/8")]
    public void A_list_of_networks_is_numbered_and_in_CIDR_form(string setting)
    {
        var problem = Assert.Single(ProblemsOf(setting));

        Assert.StartsWith("ServiceAccounts:Outbound:AllowedNetworks: ", problem, StringComparison.Ordinal);
        Assert.EndsWith(" For example ServiceAccounts__Outbound__AllowedNetworks__0=10.20.0.0/16", problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Regions:1:Code=", "ServiceAccounts:Regions:1:Code: It is required", "ServiceAccounts__Regions__1__Code=EU")]
    [InlineData("Regions:1:Code=e u", "ServiceAccounts:Regions:1:Code: It is required", "ServiceAccounts__Regions__1__Code=EU")]
    [InlineData("Regions:1:Code=us1", "ServiceAccounts:Regions: Two regions have the code US1.", "ServiceAccounts__Regions__0__Code=EU")]
    [InlineData("Regions:1:Name=", "ServiceAccounts:Regions:1:Name: It is required", "ServiceAccounts__Regions__1__Name=\"EU (Ireland)\"")]
    [InlineData(
        "Regions:1:ApiBaseUrl=http://eu.example.com", "ServiceAccounts:Regions:1:ApiBaseUrl: It is an https URL",
        "ServiceAccounts__Regions__1__ApiBaseUrl=https://api.eu.example.com")]
    [InlineData(
        "Regions:1:ApiBaseUrl=https://eu.example.com/", "ServiceAccounts:Regions:1:ApiBaseUrl: It is an https URL",
        "ServiceAccounts__Regions__1__ApiBaseUrl=https://api.eu.example.com")]
    [InlineData(
        "Regions:1:Cod=X", "ServiceAccounts:Regions:1:Cod: There is no such setting. Known are Code, Name, CloudRegion, ApiBaseUrl.",
        "ServiceAccounts__Regions__0__Code=EU")]
    public void A_row_of_an_own_region_table_is_checked_by_its_number(string setting, string problem, string example)
    {
        var found = Assert.Single(ProblemsOf(
            "Regions:0:Code=US1", "Regions:0:Name=First", "Regions:1:Code=EU", "Regions:1:Name=Second", setting));

        Assert.StartsWith(problem, found, StringComparison.Ordinal);
        Assert.EndsWith(" For example " + example, found, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Tokens:DefaultTtlSeconds=3600", "Tokens:MaximumTtlSeconds=1800", "The default is longer than MaximumTtlSeconds.")]
    [InlineData("Tokens:DefaultTtlSeconds=60", "Tokens:MinimumTtlSeconds=120", "The default is shorter than MinimumTtlSeconds.")]
    [InlineData("Tokens:MinimumTtlSeconds=7200", "Tokens:MaximumTtlSeconds=3600", "The minimum is longer than MaximumTtlSeconds.")]
    public void Settings_that_contradict_each_other_are_refused(string first, string second, string reason)
    {
        var setting = first[..first.IndexOf('=', StringComparison.Ordinal)];

        Assert.Contains(ProblemsOf(first, second), problem => problem.StartsWith(
            $"ServiceAccounts:{setting}: {reason} For example ServiceAccounts__{setting.Replace(":", "__", StringComparison.Ordinal)}=",
            StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(
        "Tokens:DefaultTtlSecond=3600", "ServiceAccounts:Tokens: There is no setting DefaultTtlSecond here. Known are DefaultTtlSeconds, ")]
    [InlineData("Token:DefaultTtlSeconds=3600", "ServiceAccounts:Token: There is no such setting or section. Known are ")]
    [InlineData("Isuer=https://auth.example.com", "ServiceAccounts:Isuer: There is no such setting or section. Known are ")]
    public void A_name_that_no_setting_has_is_refused(string setting, string expected) =>
        Assert.StartsWith(expected, Assert.Single(ProblemsOf(setting)), StringComparison.Ordinal);

    [Fact]
    public void All_problems_are_said_at_once()
    {
        var problems = ProblemsOf(
            "Issuer=ftp://auth.example.com", "Tokens:DefaultTtlSeconds=abc", "Cache:Clients=1", "Storage:Provider=Oracle", "Tokn:X=1");

        Assert.Equal(
            [
                "ServiceAccounts:Issuer", "ServiceAccounts:Storage:Provider", "ServiceAccounts:Tokens:DefaultTtlSeconds",
                "ServiceAccounts:Cache:Clients", "ServiceAccounts:Tokn",
            ],
            problems.Select(problem => problem[..problem.IndexOf(": ", StringComparison.Ordinal)]));
    }

    [Theory]
    [InlineData("Bootstrap:Token=hunter2")]
    [InlineData("Tokens:DefaultTtlSeconds=hunter2")]
    [InlineData("Storage:ConnectionString=Host=db;Password=hunter2")]
    [InlineData("Storage:Provider=PostgreSql", "Storage:ConnectionString=Host=db;Password=hunter2")]
    [InlineData("Storage:Provider=SqlServer", "Storage:ConnectionString=Server=db;Password=hunter2")]
    [InlineData("Storage:Provider=PostgreSql", "Storage:ConnectionString=Host=db;Database=x;Passwort=hunter2")]
    [InlineData("Outbound:Proxy=socks5://user:hunter2@proxy")]
    public void A_secret_does_not_get_into_the_message(params string[] settings) =>
        Assert.DoesNotContain("hunter2", Assert.Single(ProblemsOf(settings)), StringComparison.Ordinal);

    [Fact]
    public void A_damaged_certificate_of_Development_is_named_with_its_directory()
    {
        var directory = Directory.CreateTempSubdirectory("serviceaccounts-").FullName;
        try
        {
            foreach (var name in new[] { "dev-localhost.pfx", "dev-protection.pfx" })
            {
                File.WriteAllBytes(
                    Path.Combine(directory, name), File.ReadAllBytes(Path.Combine(Pfx.DevelopmentDirectory, name))[..^100]);
            }

            var problem = Assert.Single(ProblemsOf($"Certificates:Directory={directory}"));

            Assert.StartsWith(
                $"ServiceAccounts:Certificates:Directory: A .pfx file in {directory} is damaged: ", problem, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    [Fact]
    public void A_file_of_trusted_certificates_without_a_certificate_is_refused()
    {
        var file = Path.GetTempFileName();
        File.WriteAllText(file, "no certificate");
        try
        {
            var problem = Assert.Single(ProblemsOf($"Outbound:TrustedCertificates={file}"));

            Assert.StartsWith(
                $"ServiceAccounts:Outbound:TrustedCertificates: The file {file} has no certificate", problem, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static string[] ProblemsOf(params string[] settings)
    {
        string[] own = ["--environment=Development", $"--ServiceAccounts:Certificates:Directory={Pfx.DevelopmentDirectory}"];
        var refused = Assert.Throws<SettingsException>(
            () => Program.Build([.. own, .. settings.Select(setting => "--ServiceAccounts:" + setting)]));
        return [.. refused.Message.Split(Environment.NewLine).Skip(1).Select(line => line.Trim())];
    }
}
