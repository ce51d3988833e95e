using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using ServiceAccounts.Testing;

namespace ServiceAccounts.Server.Tests.Management;

/// <summary>Requests that an HTTP client would not send: written byte by byte, over plain HTTP.</summary>
public sealed class RawRequestTests : IAsyncLifetime
{
    private RunningServer? _server;

    private RunningServer Server => _server ?? throw new InvalidOperationException("The server has not been started.");

    public async Task InitializeAsync() =>
        _server = await RunningServer.StartAsync(null, builder => builder.WebHost.UseUrls("http://127.0.0.1:0"));

    public async Task DisposeAsync() => await Server.DisposeAsync();

    [Fact]
    public async Task Two_authorization_headers_are_ambiguous_even_when_both_are_good()
    {
        var answer = await SendAsync(
            "GET", ApiCaller.Roles, "localhost", $"Authorization: Bearer {Server.AdminToken}", $"Authorization: Bearer {Server.AdminToken}");

        Assert.StartsWith("HTTP/1.1 400 ", answer, StringComparison.Ordinal);
        Assert.Contains("application/problem+json", answer, StringComparison.Ordinal);
        Assert.Contains("\"code\":\"ambiguous_credentials\"", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whatever_host_is_asked_the_answer_names_the_issuer()
    {
        var body = ApiCaller.NewAccount("api_key").ToJsonString();
        var answer = await SendAsync(
            "POST", ApiCaller.Accounts, "evil.example",
            $"Authorization: Bearer {Server.AdminToken}", "X-Forwarded-Host: evil.example", "Content-Type: application/json",
            $"Content-Length: {body.Length}", "", body);

        Assert.StartsWith("HTTP/1.1 201 ", answer, StringComparison.Ordinal);
        Assert.Contains($"Location: {Server.Issuer}{ApiCaller.Accounts}/", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("evil.example", answer, StringComparison.Ordinal);

        Assert.DoesNotContain(
            "evil.example", await SendAsync("GET", "/openapi/management.json", "evil.example"), StringComparison.Ordinal);
    }

    private async Task<string> SendAsync(string method, string path, string host, params string[] lines)
    {
        var address = Server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, new Uri(address).Port);
        await using var stream = client.GetStream();

        // A request without a body ends with an empty line; one with a body brings both.
        var rest = string.Join("\r\n", lines) + (lines.Contains("") ? "" : "\r\n\r\n");
        await stream.WriteAsync(Encoding.ASCII.GetBytes(
            $"{method} {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n{rest}{(lines.Length == 0 ? "\r\n" : "")}"));
        using var reader = new StreamReader(stream);
        return await reader.ReadToEndAsync();
    }
}
