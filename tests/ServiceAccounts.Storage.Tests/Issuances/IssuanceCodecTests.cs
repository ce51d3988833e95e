using FsCheck;
using FsCheck.Fluent;
using ServiceAccounts.Storage.Issuances;

namespace ServiceAccounts.Storage.Tests.Issuances;

public sealed class IssuanceCodecTests
{
    [Fact]
    public void What_was_written_is_read_again_exactly() =>
        Prop.ForAll(
                TestIssuance.Any.ListOf().ToArbitrary(),
                issuances => IssuanceCodec.Decode(IssuanceCodec.Encode([.. issuances])).SequenceEqual(issuances))
            .Check(Config.QuickThrowOnFailure);

    [Fact]
    public void Scopes_longer_than_the_form_takes_are_kept_up_to_a_whole_one()
    {
        var issuance = TestIssuance.Make() with { Scope = string.Join(' ', Enumerable.Range(0, 400).Select(i => $"{i:d3}" + new string('s', 250))) };

        var read = Assert.Single(IssuanceCodec.Decode(IssuanceCodec.Encode([issuance])));

        Assert.InRange(read.Scope.Length, ushort.MaxValue - 254, ushort.MaxValue);
        Assert.Equal(issuance.Scope.Split(' ').Take(read.Scope.Split(' ').Length), read.Scope.Split(' '));
    }

    [Fact]
    public void A_batch_of_another_version_is_refused() =>
        Assert.Throws<InvalidDataException>(() => IssuanceCodec.Decode([4]).ToList());

    [Fact]
    public void A_batch_that_is_cut_short_is_refused_wherever_it_is_cut()
    {
        var whole = IssuanceCodec.Encode([TestIssuance.Make()]);

        Assert.All(
            Enumerable.Range(0, whole.Length).Where(length => length != 1), // One byte is a batch without records.
            length => Assert.Throws<InvalidDataException>(() => IssuanceCodec.Decode(whole[..length]).ToList()));
    }
}
