from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.model.phrases import phrases, with_breaks

TITLES = """
中共|安徽省|纪律|检查|委员会|关于印发|《信访|举报|受理|工作|规程|（试行）》的通知
中共|安徽省|纪律|检查|委员会|办公厅|关于2020年|国庆节|中秋节|期间|值班|安排的通知
安徽省|监察|委员会|关于公布|《监督|检查|工作|公开|办法》的命令
中共|安徽省|纪律|检查|委员会|关于2020年|第一季度|疫情|防控|监督|情况的通报
中共|安徽省|纪律|检查|委员会|关于在监督|检查|工作中|减轻|基层|负担的意见
中共|安徽省|纪律|检查|委员会|办公厅|关于医疗|机构|和药店|防控|措施|督导|情况的通报
界首市：|以“三个|零”|强化|疫情|防控|监督
信访|举报|业务|培训班|首期|结业 |演练|课占|四成
廉洁|主题|书法|作品|征集|揭晓 |216件|作品|参评
《监督|检查|工作|公开|办法|（征求意见稿）》|意见|采纳|情况
最高|人民法院、|最高|人民检察院|关于办理|非法|采矿|刑事|案件|适用|法律|若干|问题的|解释
Tongbao |静态|门户
皖纪办|文件2020年|发文|登记簿
党风|廉政|建设|情况|通报2020年|第3期|（总第19期）
Пример |通报
""".strip().splitlines()


@pytest.mark.parametrize("parts", TITLES)
def test_lines_may_end_between_words_alone(parts: str):
    assert "|".join(phrases(parts.replace("|", ""))) == parts


@given(
    st.text(
        alphabet=st.sampled_from("关于的在中〔2020〕年号第三期《》（）、 abЖ安徽省监察委员会")
        | st.characters()
    )
)
def test_parts_joined_are_the_title(title: str):
    parts = phrases(title)
    assert "".join(parts) == title
    assert all(parts)


def test_a_title_stays_text():
    assert with_breaks("<b>关于") == "&lt;b&gt;<wbr>关于"
