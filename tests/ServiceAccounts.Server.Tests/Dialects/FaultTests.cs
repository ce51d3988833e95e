using System.Data.Common;
using System.Net;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using ServiceAccounts.Storage;
using ServiceAccounts.Testing;

namespace ServiceAccounts.Server.Tests.Dialects;

/// <summary>What only we can have caused is told by each dialect in its own form, without a word of its cause.</summary>
public sealed class FaultTests(FaultTests.FailingServer fixture) : IClassFixture<FaultTests.FailingServer>
{
    [Theory]
    [InlineData("/rest/self?version=2023-09-07", "application/vnd.api+json", "\"jsonapi\":{\"version\":\"1.0\"},\"errors\":[{")]
    [InlineData("/api/v1/admin/service-account", "application/json", "{\"success\":false,\"error\":{\"code\":\"INTERNAL_ERROR\"")]
    [InlineData("/api/v1alpha/service_accounts", "application/json", "\"The server failed")]
    [InlineData("/api/v2/account", "application/json", "{\"status\":{\"result\":\"ERROR\"")]
    [InlineData("/api/v1/serviceAccounts", "application/json", "\"errors\":[{\"code\":\"internal.error\"")]
    [InlineData("/management/v1/self", "application/problem+json", "\"code\":\"failed\"")]
    [Trait("Requirement", "127")]
    public async Task A_fault_of_ours_is_500_in_each_form(string path, string mediaType, string form) =>
        await AssertAsync(path, new InvalidOperationException("The inner works."), HttpStatusCode.InternalServerError, mediaType, form);

    [Theory]
    [InlineData("/rest/self?version=2023-09-07", "application/vnd.api+json", "\"status\":\"503\"")]
    [InlineData("/api/v1/admin/service-account", "application/json", "{\"success\":false,\"error\":{\"code\":\"SERVICE_UNAVAILABLE\"")]
    [InlineData("/api/v1alpha/service_accounts", "application/json", "\"The database does not answer")]
    [InlineData("/api/v2/account", "application/json", "\"code\":503")]
    [InlineData("/api/v1/serviceAccounts", "application/json", "\"errors\":[{\"code\":\"service.unavailable\"")]
    [InlineData("/management/v1/self", "application/problem+json", "\"code\":\"unavailable\"")]
    public async Task A_database_that_does_not_answer_is_503_in_each_form(string path, string mediaType, string form) =>
        await AssertAsync(path, new TimeoutException("The inner works."), HttpStatusCode.ServiceUnavailable, mediaType, form);

    private async Task AssertAsync(string path, Exception fault, HttpStatusCode status, string mediaType, string form)
    {
        // A plain client: what a document says of failures is said once for all.
        using var client = new HttpClient(RunningServer.NewPlainHandler()) { BaseAddress = new Uri(fixture.Server.Issuer) };
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Add("Authorization", "Bearer " + fixture.Server.AdminToken);
        request.Headers.Add("x-tenantid", fixture.Server.TenantId.ToString());
        request.Headers.Add(Failing.Header, fault.GetType().Name);

        using var answer = await client.SendAsync(request);

        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(status == answer.StatusCode, $"{(int)answer.StatusCode}: {text}");
        Assert.Equal(mediaType, answer.Content.Headers.ContentType?.MediaType);
        Assert.Contains(form, text, StringComparison.Ordinal);
        Assert.DoesNotContain("inner works", text, StringComparison.Ordinal);
    }

    /// <summary>A server whose database fails where a request says so.</summary>
    public sealed class FailingServer : IAsyncLifetime
    {
        private RunningServer? _server;

        internal RunningServer Server => _server ?? throw new InvalidOperationException("The server has not been started.");

        public async Task InitializeAsync()
        {
            _server = await RunningServer.StartAsync(null, builder =>
            {
                builder.Services.AddHttpContextAccessor();
                builder.Services.AddSingleton<Failing>();
                builder.Services.ConfigureDbContext<ServiceAccountsDbContext>((provider, options) => options.AddInterceptors(provider.GetRequiredService<Failing>()));
            });
            _ = _server.TenantId; // Read before anything fails.
        }

        public async Task DisposeAsync() => await Server.DisposeAsync();
    }

    private sealed class Failing(Microsoft.AspNetCore.Http.IHttpContextAccessor requests) : DbCommandInterceptor
    {
        public const string Header = "X-Test-Fault";

        public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
            DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default) =>
            requests.HttpContext?.Request.Headers[Header].ToString() switch
            {
                nameof(InvalidOperationException) => throw new InvalidOperationException("The inner works."),
                nameof(TimeoutException) => throw new TimeoutException("The inner works."),
                _ => ValueTask.FromResult(result),
            };
    }
}
