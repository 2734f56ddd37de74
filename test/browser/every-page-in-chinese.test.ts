import { describeEveryPageIn } from './every-page';

describeEveryPageIn('zh-CN');
