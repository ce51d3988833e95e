using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using ServiceAccounts.Server.Metadata;

namespace ServiceAccounts.Server.Surfaces;

/// <summary>The OpenAPI document of a surface as it is sent: it says the same to everybody, so it is generated for the first who asks.</summary>
internal sealed class SurfaceDocument(IServiceProvider services, string name)
{
    private PublicDocument? _document;

    /// <summary>Where the document of a surface is.</summary>
    public static string PathOf(string name) => $"/openapi/{name}.json";

    /// <summary>Maps the document of a surface.</summary>
    public static void Map(WebApplication app, string name) =>
        PublicDocument.Map(app, PathOf(name), new SurfaceDocument(app.Services, name).GetAsync);

    // Two who are first at a time generate it twice, and to the same bytes.
    private async ValueTask<PublicDocument> GetAsync(CancellationToken cancellationToken) =>
        _document ??= await GenerateAsync(cancellationToken);

    private async Task<PublicDocument> GenerateAsync(CancellationToken cancellationToken)
    {
        await using var scope = services.CreateAsyncScope();
        var provider = scope.ServiceProvider.GetRequiredKeyedService<IOpenApiDocumentProvider>(name);
        var document = await provider.GetOpenApiDocumentAsync(cancellationToken);
        using var json = new MemoryStream();
        await document.SerializeAsJsonAsync(json, OpenApiSpecVersion.OpenApi3_1, cancellationToken);
        return PublicDocument.Of(json.ToArray());
    }
}
