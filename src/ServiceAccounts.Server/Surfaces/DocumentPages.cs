using System.Net;
using System.Text;

namespace ServiceAccounts.Server.Surfaces;

/// <summary>The pages that show the documents: one for each, with links to the others.</summary>
internal static class DocumentPages
{
    private const string Root = "docs";

    /// <summary>Maps a page for each document, by name and title; the first one's is <c>/docs/</c> itself.</summary>
    public static void Map(WebApplication app, IReadOnlyList<(string Name, string Title)> documents)
    {
        app.MapGet("/", () => TypedResults.Redirect($"/{Root}/")).ExcludeFromDescription();
        using var page = new StreamReader(typeof(DocumentPages).Assembly.GetManifestResourceStream("docs.html")!); // It is in the build.
        var template = page.ReadToEnd();

        // The first one's files are below those of the others, so they are asked first.
        foreach (var (name, title) in documents.Reverse())
        {
            SurfaceDocument.Map(app, name);
            var html = template.Replace("<!-- documents -->", Links(documents, name), StringComparison.Ordinal);
            app.UseReDoc(options =>
            {
                options.RoutePrefix = PathOf(documents, name);
                options.SpecUrl = SurfaceDocument.PathOf(name);
                options.DocumentTitle = title;

                // The page that comes with ReDoc fetches fonts and pictures from other hosts.
                options.IndexStream = () => new MemoryStream(Encoding.UTF8.GetBytes(html));
            });
        }
    }

    private static string PathOf(IReadOnlyList<(string Name, string Title)> documents, string name) =>
        documents[0].Name == name ? Root : $"{Root}/{name}";

    private static string Links(IReadOnlyList<(string Name, string Title)> documents, string shown) => documents.Count == 1
        ? string.Empty
        : "<nav>" + string.Join(" · ", documents.Select(document => document.Name == shown
            ? $"<strong>{WebUtility.HtmlEncode(document.Title)}</strong>"
            : $"<a href=\"/{PathOf(documents, document.Name)}/\">{WebUtility.HtmlEncode(document.Title)}</a>")) + "</nav>";
}
