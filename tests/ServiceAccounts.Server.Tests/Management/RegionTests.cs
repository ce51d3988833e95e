using System.Net;
using System.Text.Json.Nodes;
using ServiceAccounts.Testing;

namespace ServiceAccounts.Server.Tests.Management;

/// <summary>The region table, and the one base URL that this deployment tells anybody.</summary>
public sealed class RegionTests
{
    private const string Regions = "/management/v1/regions";

    [Fact]
    [Trait("Requirement", "7")]
    [Trait("Requirement", "8")]
    public async Task The_table_has_exactly_ten_rows_and_each_endpoint_has_its_code()
    {
        await using var server = await RunningServer.StartAsync("Region=ZRH");

        var table = await ApiCaller.Administrator(server).GetAsync(Regions).JsonAsync();

        Expect.Shape(table, "current string", "items array");
        Expect.Shape(table["items"]![0], "code string", "name string", "cloud_region string", "api_base_url string");
        Assert.Equal(
            [
                "AU|Asia Pacific (Sydney)|ap-southeast-2|https://api.au.serviceaccounts.example",
                "CA|Canada (Central)|ca-central-1|https://api.ca.serviceaccounts.example",
                "DE|EU (Frankfurt)|eu-central-1|https://api.de.serviceaccounts.example",
                "EU|EU (Ireland)|eu-west-1|https://api.eu.serviceaccounts.example",
                "FED|US East (N. Virginia)|us-east-1|https://api.fed.serviceaccounts.example",
                "JP|Asia Pacific (Tokyo)|ap-northeast-1|https://api.jp.serviceaccounts.example",
                "KR|Asia Pacific (Seoul)|ap-northeast-2|https://api.kr.serviceaccounts.example",
                "US1|US East (N. Virginia)|us-east-1|https://api.serviceaccounts.example",
                "US2|US West (Oregon)|us-west-2|https://api.us2.serviceaccounts.example",
                $"ZRH|Switzerland (Zurich)||{server.Issuer}",
            ],
            table["items"]!.AsArray().Select(row => $"{row!["code"]}|{row["name"]}|{row["cloud_region"]}|{row["api_base_url"]}"));
        Assert.Equal("ZRH", table["current"]!.GetValue<string>());
    }

    [Fact]
    [Trait("Requirement", "9")]
    public async Task The_base_url_of_the_own_region_is_the_issuer_and_every_url_that_is_told_begins_with_it()
    {
        await using var server = await RunningServer.StartAsync("Region=EU", "RegionDomain=acme.example");
        var administrator = ApiCaller.Administrator(server);

        var table = await administrator.GetAsync(Regions).JsonAsync();
        var own = table["items"]!.AsArray().Single(row => row!["code"]!.GetValue<string>() == "EU")!["api_base_url"]!.GetValue<string>();

        Assert.Equal(server.Issuer, own);
        Assert.Contains(table["items"]!.AsArray(), row => row!["api_base_url"]!.GetValue<string>() == "https://api.acme.example");
        using var metadata = await server.Http.GetAsync("/.well-known/oauth-authorization-server");
        var told = await metadata.JsonAsync();
        Assert.Equal(own, told["issuer"]!.GetValue<string>());
        Assert.StartsWith(own, told["token_endpoint"]!.GetValue<string>(), StringComparison.Ordinal);
        using var created = await administrator.PostAsync(ApiCaller.Tenants, TenantTests.Request(SecondTenant.NewRealm()));
        Assert.StartsWith(own, created.Headers.Location!.ToString(), StringComparison.Ordinal);
        Assert.Equal("EU", (await created.JsonAsync())["region"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_deployment_names_its_own_regions_and_only_those_are_a_tenants()
    {
        await using var server = await RunningServer.StartAsync(
            "Region=NORTH", "RegionDomain=acme.example", "Regions:0:Code=SOUTH", "Regions:0:Name=South",
            "Regions:0:ApiBaseUrl=https://south.example:8443", "Regions:1:Code=NORTH", "Regions:1:Name=North", "Regions:1:CloudRegion=n-1",
            "Regions:2:Code=West", "Regions:2:Name=West");
        var administrator = ApiCaller.Administrator(server);

        var table = await administrator.GetAsync(Regions).JsonAsync();

        Assert.Equal(
            [$"NORTH|n-1|{server.Issuer}", "SOUTH||https://south.example:8443", "West||https://api.west.acme.example"],
            table["items"]!.AsArray().Select(row => $"{row!["code"]}|{row["cloud_region"]}|{row["api_base_url"]}"));
        Assert.Null(table["items"]![1]!["cloud_region"]);
        var url = $"{ApiCaller.Tenants}/{server.TenantId}";
        await administrator.PatchAsync(url, new JsonObject { ["region"] = "SOUTH" }).JsonAsync();
        await administrator.PatchAsync(url, new JsonObject { ["region"] = "EU" }).ProblemAsync(HttpStatusCode.BadRequest, "invalid", "region");
    }

    [Fact]
    public async Task Whoever_is_authenticated_may_ask_and_nobody_else()
    {
        await using var server = await RunningServer.StartAsync();

        await (await ApiCaller.WithApiTokenAsync(server)).GetAsync(Regions).StatusAsync(HttpStatusCode.OK);
        await new ApiCaller(server, null).GetAsync(Regions).ProblemAsync(HttpStatusCode.Unauthorized, "unauthenticated");
    }
}
