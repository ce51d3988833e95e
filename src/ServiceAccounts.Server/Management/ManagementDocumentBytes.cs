using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using ServiceAccounts.Server.Metadata;

namespace ServiceAccounts.Server.Management;

/// <summary>The OpenAPI document as it is sent: it says the same to everybody, so it is generated for the first who asks.</summary>
internal sealed class ManagementDocumentBytes(IServiceProvider services)
{
    public const string Path = $"/openapi/{ManagementApi.DocumentName}.json";

    private PublicDocument? _document;

    // Two who are first at a time generate it twice, and to the same bytes.
    public async ValueTask<PublicDocument> GetAsync(CancellationToken cancellationToken) =>
        _document ??= await GenerateAsync(cancellationToken);

    private async Task<PublicDocument> GenerateAsync(CancellationToken cancellationToken)
    {
        await using var scope = services.CreateAsyncScope();
        var provider = scope.ServiceProvider.GetRequiredKeyedService<IOpenApiDocumentProvider>(ManagementApi.DocumentName);
        var document = await provider.GetOpenApiDocumentAsync(cancellationToken);
        using var json = new MemoryStream();
        await document.SerializeAsJsonAsync(json, OpenApiSpecVersion.OpenApi3_1, cancellationToken);
        return PublicDocument.Of(json.ToArray());
    }
}
