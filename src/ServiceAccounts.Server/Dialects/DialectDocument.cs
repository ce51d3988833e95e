using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using ServiceAccounts.Protocol.Metadata;
using ServiceAccounts.Server.Surfaces;

namespace ServiceAccounts.Server.Dialects;

/// <summary>The OpenAPI document of a dialect.</summary>
internal static class DialectDocument
{
    public static void Configure<T>(OpenApiOptions options)
        where T : class, IDialect
    {
        options.ShouldInclude = route => route.GroupName == options.DocumentName;
        DocumentSchemas.Configure(options);
        options.AddDocumentTransformer((document, context, _) =>
        {
            var dialect = context.ApplicationServices.GetRequiredService<T>();
            document.Info = new OpenApiInfo { Title = dialect.Title, Version = "v1", Description = dialect.Description };
            DocumentCallers.Describe(document, context.ApplicationServices.GetRequiredService<Issuer>());
            return Task.CompletedTask;
        });
    }
}
