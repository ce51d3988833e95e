using System.Text;
using FsCheck.Fluent;
using ServiceAccounts.Protocol.OAuth;

namespace ServiceAccounts.Protocol.Tests.OAuth;

public sealed class FormParametersTests
{
    [Theory]
    [InlineData("a=1", "a", "1")]
    [InlineData("a=1&b=2", "b", "2")]
    [InlineData("a=b=c", "a", "b=c")]
    [InlineData("a=%41%7e+%2B", "a", "A~ +")]
    [InlineData("a=%e2%82%AC", "a", "\u20ac")]
    [InlineData("%61=1", "a", "1")]
    [InlineData("&&a=1&", "a", "1")]
    [InlineData("a=;b=2", "a", ";b=2")]
    [InlineData("A=1", "a", null)]
    [InlineData("a=", "a", null)]
    [InlineData("a", "a", null)]
    [InlineData("", "a", null)]
    public void A_parameter_has_the_value_that_the_form_gives_it(string body, string name, string? value)
    {
        var form = Parse(body);

        Assert.True(form.Succeeded);
        Assert.Equal(value, form.Value[name]);
    }

    [Theory]
    [InlineData("a=1&a=1")]
    [InlineData("a=1&%61=2")]
    [InlineData("a=&a=1")]
    [InlineData("a&a")]
    [InlineData("a=%")]
    [InlineData("a=%4")]
    [InlineData("a=%4&b=1")]
    [InlineData("a=%4g")]
    [InlineData("a=% 1")]
    [InlineData("a=%+1")]
    [InlineData("a=%-1")]
    [InlineData("%zz=1")]
    [InlineData("a=%00")]
    [InlineData("a=\0")]
    [InlineData("a=%1\0")]
    [InlineData("a\0=1")]
    [InlineData("a=%ff")]
    [InlineData("a=%c0%80")]
    [InlineData("a=%ed%a0%80")]
    [InlineData("a=%e2%82")]
    public void What_is_no_form_or_names_a_parameter_twice_is_an_invalid_request(string body)
    {
        var form = Parse(body);

        Assert.Equal("invalid_request", form.Error?.Error);
    }

    [Fact]
    public void Raw_bytes_that_are_no_UTF8_are_an_invalid_request()
    {
        var form = FormParameters.Parse([(byte)'a', (byte)'=', 0xff]);

        Assert.Equal("invalid_request", form.Error?.Error);
    }

    [Theory]
    [InlineData(64, true)]
    [InlineData(65, false)]
    public void A_form_has_at_most_64_parameters(int count, bool accepted) =>
        Assert.Equal(accepted, Parse(string.Join('&', Enumerable.Range(0, count).Select(i => $"p{i}={i}"))).Succeeded);

    [Theory]
    [InlineData(FormParameters.MaxBodyBytes, true)]
    [InlineData(FormParameters.MaxBodyBytes + 1, false)]
    public void A_body_has_at_most_32_KiB(int bytes, bool accepted) =>
        Assert.Equal(accepted, Parse("a=" + new string('x', bytes - 2)).Succeeded);

    [Fact]
    public void A_value_longer_than_the_stack_buffer_is_read_whole()
    {
        var value = string.Concat(Enumerable.Repeat("\u20ac", 400));

        Assert.Equal(value, Parse("a=" + Uri.EscapeDataString(value)).Value!["a"]);
    }

    [Fact]
    public void No_bytes_make_it_throw() =>
        Always.Holds(Always.AnyBytes, bytes => Parsed(bytes), 2_000);

    [Fact]
    public void No_characters_of_a_form_make_it_throw() =>
        Always.Holds(
            Gen.Elements("%&=+abcdefABCDEF0123456789\0\x7f".ToCharArray()).ListOf(),
            characters => Parsed(Encoding.ASCII.GetBytes([.. characters])),
            5_000);

    [Fact]
    public void What_a_client_has_encoded_comes_out_as_it_was() =>
        Always.Holds(
            from names in Always.AnyText.ListOf()
            from values in Always.AnyText.ListOf(names.Count)
            select names.Zip(values).DistinctBy(pair => pair.First).Take(FormParameters.MaxCount).ToList(),
            pairs =>
            {
                var body = string.Join('&', pairs.Select(p => $"{Encode(p.First)}={Encode(p.Second)}"));
                var form = Parse(body);
                return form.Succeeded && pairs.All(p => form.Value[p.First] == (p.Second.Length == 0 ? null : p.Second));
            });

    private static bool Parsed(byte[] bytes)
    {
        var form = FormParameters.Parse(bytes);
        return form.Succeeded != (form.Error?.Error == "invalid_request");
    }

    private static Result<FormParameters> Parse(string body) => FormParameters.Parse(Encoding.UTF8.GetBytes(body));

    private static string Encode(string text) => Uri.EscapeDataString(text).Replace("%20", "+", StringComparison.Ordinal);
}
