using System.Collections.Frozen;
using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using ServiceAccounts.Management.Access;
using ServiceAccounts.Server.Dialects;
using ServiceAccounts.Server.Dialects.Sumo;
using ServiceAccounts.Storage.Access;
using ServiceAccounts.Storage.Accounts;
using ServiceAccounts.Storage.Ledger;
using ServiceAccounts.Testing;

namespace ServiceAccounts.Server.Tests.Dialects.Sumo;

/// <summary>That system's limits, where they are configured.</summary>
public sealed class RateTests
{
    [Fact]
    public async Task Who_asks_too_often_is_told_when_to_come_again_and_nobody_else_waits()
    {
        await using var server = await RunningServer.StartAsync("Dialects:SumoRequestsPerSecond=4");
        var administrator = SumoCaller.Administrator(server);
        var answers = await Task.WhenAll(Enumerable.Range(0, 60).Select(_ => administrator.SendAsync(HttpMethod.Get, SumoCaller.Accounts)));

        Assert.Contains(answers, answer => answer.StatusCode == HttpStatusCode.OK);
        var refused = answers.Where(answer => answer.StatusCode != HttpStatusCode.OK).ToList();
        Assert.NotEmpty(refused);
        Assert.All(refused, answer => Assert.Equal(HttpStatusCode.TooManyRequests, answer.StatusCode));
        Assert.All(refused, answer => Assert.Equal(TimeSpan.FromSeconds(1), answer.Headers.RetryAfter?.Delta));
        Assert.Contains("\"rate.limit.exceeded\"", await refused[0].Content.ReadAsStringAsync());

        // The native API has no such limit.
        using var native = await server.Admin.GetAsync("/management/v1/self");
        Assert.Equal(HttpStatusCode.OK, native.StatusCode);
    }

    [Fact]
    public async Task As_many_as_are_allowed_are_in_flight_with_one_key()
    {
        await using var server = await RunningServer.StartAsync();
        var tenant = await server.Services.GetRequiredService<TenantAccessStore>().GetAsync(server.TenantId, CancellationToken.None);
        var (one, same, other) = (CallerOf(tenant!, 1), CallerOf(tenant!, 1), CallerOf(tenant!, 2));
        using var rates = new SumoRates(Options.Create(new DialectOptions { SumoRequestsInFlight = 2 }));
        var http = new DefaultHttpContext();

        using var first = rates.Admit(http, one);
        var second = rates.Admit(http, same);
        using var third = rates.Admit(http, one);
        using var ofOther = rates.Admit(http, other);
        second.Dispose();
        using var again = rates.Admit(http, one);

        Assert.Equal([null, null, null, null], new[] { first, second, ofOther, again }.Select(admission => admission.Refusal));
        Assert.Equal(429, third.Refusal?.StatusCode);
        Assert.Equal("1", http.Response.Headers.RetryAfter);
    }

    private static Caller CallerOf(TenantAccess tenant, byte key) => new()
    {
        PrincipalId = tenant.TenantId,
        Kind = PrincipalKind.User,
        Name = "somebody",
        Holdings = Holdings.Of(PrincipalAccess.None, tenant),
        Scopes = FrozenSet<string>.Empty,
        HomeTenantId = tenant.TenantId,
        Tenant = tenant,
        Actor = new Actor(tenant.TenantId, "somebody", "sumo", null, null) { ApiTokenId = new Guid(key, 0, 0, new byte[8]) },
    };
}
