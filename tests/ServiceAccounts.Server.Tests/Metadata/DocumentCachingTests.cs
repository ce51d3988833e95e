using System.Net;

namespace ServiceAccounts.Server.Tests.Metadata;

/// <summary>Verifiers ask for the public documents every few minutes, and mostly for nothing.</summary>
public sealed class DocumentCachingTests(PublicDocuments documents) : IClassFixture<PublicDocuments>
{
    public static TheoryData<string> Paths => [.. PublicDocuments.Paths];

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task It_may_be_kept_for_five_minutes(string path)
    {
        using var response = await documents.SendAsync(HttpMethod.Get, path);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(300), response.Headers.CacheControl!.MaxAge);
        Assert.True(response.Headers.CacheControl.Public);
        Assert.False(response.Headers.ETag!.IsWeak);
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task Who_has_it_gets_304_without_a_body(string path)
    {
        using var first = await documents.SendAsync(HttpMethod.Get, path);
        var tag = first.Headers.ETag!.ToString();

        foreach (var condition in new[] { tag, $"W/{tag}", $"\"other\", {tag}", "*" })
        {
            using var second = await documents.SendAsync(HttpMethod.Get, path, ("If-None-Match", condition));

            Assert.Equal(HttpStatusCode.NotModified, second.StatusCode);
            Assert.Equal(tag, second.Headers.ETag!.ToString());
            Assert.Equal(TimeSpan.FromSeconds(300), second.Headers.CacheControl!.MaxAge);
            Assert.Empty(await second.Content.ReadAsByteArrayAsync());
        }
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task Who_has_another_version_gets_it_whole(string path)
    {
        foreach (var condition in new[] { "\"other\"", "other", "\"", ",,," })
        {
            using var response = await documents.SendAsync(HttpMethod.Get, path, ("If-None-Match", condition));

            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            Assert.NotEmpty(await response.Content.ReadAsByteArrayAsync());
        }
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task HEAD_gets_the_headers_alone(string path)
    {
        using var get = await documents.SendAsync(HttpMethod.Get, path);
        using var head = await documents.SendAsync(HttpMethod.Head, path);

        Assert.Equal(HttpStatusCode.OK, head.StatusCode);
        Assert.Equal(get.Headers.ETag, head.Headers.ETag);
        Assert.Equal((await get.Content.ReadAsByteArrayAsync()).Length, head.Content.Headers.ContentLength);
        Assert.Equal(get.Content.Headers.ContentType, head.Content.Headers.ContentType);
        Assert.Empty(await head.Content.ReadAsByteArrayAsync());
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task Nobody_can_write_it(string path)
    {
        using var response = await documents.SendAsync(HttpMethod.Post, path);

        Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
    }
}
