using System.Net;
using Microsoft.Extensions.DependencyInjection;
using ServiceAccounts.Management.Access;
using ServiceAccounts.Testing;

namespace ServiceAccounts.Server.Tests.Management;

/// <summary>What only we can have caused is a 500 that says nothing of how we are made.</summary>
public sealed class UnexpectedFaultTests
{
    [Fact]
    [Trait("Requirement", "127")]
    public async Task A_fault_of_ours_is_500_without_a_word_of_its_cause()
    {
        await using var server = await RunningServer.StartAsync(
            null, builder => builder.Services.AddSingleton<RoleOperations>(_ => throw new InvalidOperationException("The inner works.")));
        var administrator = ApiCaller.Administrator(server);

        using var answer = await administrator.GetAsync(ApiCaller.Roles);

        Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        Assert.DoesNotContain("inner works", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        await administrator.GetAsync(ApiCaller.Self).StatusAsync(HttpStatusCode.OK);
    }
}
