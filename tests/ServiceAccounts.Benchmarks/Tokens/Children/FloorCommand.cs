using System.Buffers;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace ServiceAccounts.Benchmarks.Tokens.Children;

/// <summary>
/// The least that a token request can cost on this machine: Kestrel reads the form and answers a constant JSON of a token's size, after
/// the floor's <see cref="FloorWork"/>. No routing, no parsing, no record.
/// </summary>
internal sealed class FloorCommand(FloorWork work, byte[] answer)
{
    /// <summary>Serves until the run that started this process has enough.</summary>
    /// <param name="floor">Its letter.</param>
    /// <param name="options">
    /// <c>url</c>: one or more, parted by semicolons; <c>token-length</c>: of the access token, in characters; <c>client-key</c>: what
    /// assertions are signed with (SubjectPublicKeyInfo, Base64), for floor D; <c>certificate</c>: a PFX for https.
    /// </param>
    public static async Task<int> RunAsync(string floor, Dictionary<string, string> options)
    {
        var length = int.Parse(options["token-length"], System.Globalization.CultureInfo.InvariantCulture);
        using var work = FloorWork.Of(floor, length, options.GetValueOrDefault("client-key"));
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(options["url"]).UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            if (options.TryGetValue("certificate", out var file))
            {
                kestrel.ConfigureHttpsDefaults(https => https.ServerCertificate = X509CertificateLoader.LoadPkcs12FromFile(file, null));
            }
        });
        await using var app = builder.Build();
        app.Run(new FloorCommand(work, AnswerOf(length)).AnswerAsync);
        await app.StartAsync();
        await ParentPipe.ServeAsync(app);
        return 0;
    }

    private static byte[] AnswerOf(int tokenLength) => Encoding.ASCII.GetBytes(
        $$"""{"access_token":"{{new string('t', tokenLength)}}","token_type":"Bearer","expires_in":3600,"scope":"api:read api:write"}""");

    private async Task AnswerAsync(HttpContext http)
    {
        await ReadAsync(http.Request);
        http.Response.ContentType = "application/json";
        http.Response.Headers.CacheControl = "no-store";
        http.Response.ContentLength = answer.Length;
        await http.Response.BodyWriter.WriteAsync(answer);
    }

    private async ValueTask ReadAsync(HttpRequest request)
    {
        while (true)
        {
            var read = await request.BodyReader.ReadAsync();
            if (read.IsCompleted)
            {
                work.Do(read.Buffer.IsSingleSegment ? read.Buffer.FirstSpan : read.Buffer.ToArray());
                request.BodyReader.AdvanceTo(read.Buffer.End);
                return;
            }

            request.BodyReader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }
}
